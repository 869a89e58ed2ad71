"""Values that must not be seen by everybody: where they stand in a text, and texts without them.

Detectors take a text and yield sights; they know no record, no rule and no model. What a rule makes of a sight is the
validator's business, what a request makes of it that of `redaction`.
"""
