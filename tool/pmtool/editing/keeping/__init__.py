"""What the desk keeps outside of the postmortem's file, so that no work is lost.

Drafts under way, each in a folder of its own with a lock that dies with the process; the files opened last; how far
a folder's review has come; and what a file on the disk was when it was read.
"""
