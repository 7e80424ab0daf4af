"""Packages made to do harm. Each is one function; each has to be refused, quickly, in little memory, with its place."""
