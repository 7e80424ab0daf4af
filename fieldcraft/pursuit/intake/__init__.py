"""Notes, mails and meetings become activities and offers of evidence, without typing twice.

`offering` and `reading` are pure. What comes in is its member's alone until he logs it or accepts an offer.
"""
