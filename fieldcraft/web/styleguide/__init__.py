"""The component page and whole pages in sample data: demo and development only."""
