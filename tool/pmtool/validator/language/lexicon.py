"""What blames, judges or says little, and what to ask instead. A new phrasing is a line here; see `Phrases`."""

from __future__ import annotations

from pmtool.validator.language.phrases import Phrases

_PARTS = {
    "DONE": r"(?:been|\w\w+ed|\w\w+en|built|brought|caught|come|done|found|gone|had|held|kept|known|left|made|met|put|"
    r"read|run|said|sent|set|shown|shut|thought|told|understood)\b",
    "HOW": r"(?: (?:not|also|never|still|probably|then|at least|just|\w+ly))",
    "HAVE": r"(?:n't)?%HOW%?(?: have|'ve)%HOW%{0,2}",
    # "Users could have seen errors" guesses what happened; it does not wish that something else had
    "GUESSED": r"(?:been (?:able|affected|impacted|caused|triggered|related|due|seen|delayed|unable|exposed|in|an?|the|"
    r"one|some\w*|more|less|worse)|seen|experienced|encountered|received|contributed|resulted|observed|"
    r"noticed (?:an?|some|errors?|slow\w*|delay\w*|increased|elevated)|gone (?:better|well|wrong|worse))\b",
    "PERSON": r"(?:engineer|developer|operator|administrator|technician|intern|contractor|employee|dba)",
    "NO_METRIC": r"(?!'| (?:rate|message|page|report|log|code|count|budget)s?\b)",
    "AGAIN": r"(?= again| in (?:the )?(?:same|future))",
}

ONLY_PEOPLE = Phrases(
    r"""
(?:forgot|forgets|forgotten)\b
    Say what nothing but memory carried: which step had no reminder, no default and no check?
neglected to\b
    Say what prompted the step, and what else needed attention at that moment.
overlooked\b
    Say where it was shown and among how much else: what made it easy to pass by?
(?:mistyped|mis-typed|misread|miscopied)\b
    Say what took the wrong value without a check, and what looked alike.
(?:made|makes) (?:an?|the|this|another|several|some) (?:[\w-]+ )?(?:mistake|error|blunder|typo)s?\b
    Say which step it was and what let it through: what did the tool accept, what could review not see?
without (?:testing|checking|verifying|asking|telling|reading|thinking|reviewing|double-checking|permission|approval)\b
    Say what this step asks for, what it costs, and what made leaving it out make sense; does the tool ask for it?
(?:did|could)(?: not|n't) (?:be bothered|bother|care)\b
    Drop the judgement; say what was known at that moment and what the step costs.
"""
)
"""Faults that no machine has."""

LIKELY_PEOPLE = Phrases(
    r"""
(?:mistakenly|accidentally|inadvertently|erroneously|unintentionally|wrongly)\b
    Say what made the wrong step as easy as the right one: what looked alike, what had no guard, what gave no warning?
(?:hastily|recklessly|stupidly|foolishly|lazily|blindly|naively|thoughtlessly|rashly|sloppily)\b
    Drop the judgement; say what was urgent, and what the procedure asked for.
(?:should|ought to)%HAVE% (?!been able)%DONE%
    Say what they saw at that moment, and what the system did not show them.
""",
    _PARTS,
)
"""Faults of people, and now and then of programs."""

ANYONE = Phrases(
    r"""
(?:failed|fails) to\b
    Say how the step was prompted, and what kept it from happening: an unclear page, two tasks at once, a missing tool?
broke\b(?! (?:down|up|out|off|for)\b)(?!(?: [\w-]+){1,3} (?:into|down|up)\b)
    Say what the change did, and ask which guard, limit or review let one step reach so far.
(?:caused|crashed|took down|brought down|wiped|destroyed)\b
    Say what the change did, and ask which guard, limit or review let one step reach so far.
(?:ignored|disregarded|dismissed|skipped|bypassed)\b
    Say what made it look safe to pass over: how many alerts like it come each week, how many of them matter?
(?:misconfigured|mishandled|misjudged|misunderstood|misdiagnosed|botched|messed up|screwed up)\b
    Say what the interface, the page or the documents showed, and why this reading of it made sense.
missed (?:the|an?|several|this|that|his|her|their|multiple|two|three) (?:[\w-]+ )?
(?:page|alert|warning|step|line|e-?mail|message|check|sign|bug|error|mistake|problem)s?\b
    Say how it was delivered and when, and what hid it.
did(?: not|n't) (?:follow|double-check|verify|test|read|think|pay attention|do (?:his|her|their) job)\b
    Say what the work looked like in practice, and why leaving this out made sense at that moment.
(?:panicked|freaked out|lost (?:his|her|their) (?:head|nerve|nerves|temper))\b
    Say what the person saw, and what else went on at that moment: what was missing to tell what to do?
(?:was|were|is|are) (?:at fault|to blame|inattentive|irresponsible|sloppy)\b
    Say what the person saw, was asked to do and had at hand; the fault to find is in what made that not enough.
(?:was|were|is|are) (?:solely |fully |directly |personally )?responsible for (?:the|this|an?) (?:[\w-]+ )?
(?:outage|incident|failure|error|mistake|loss|downtime)\b
    Say which conditions had to come together; who pressed the key is the least of them.
""",
)
"""Faults that things have too: blame only where a person stands right before them."""

OWNED = Phrases(
    r"""
(?:mistake|blunder|oversight|fault)\b(?![ -]toleran| domain| inject)
    Say what happened and what allowed it; whose it was explains nothing.
"""
)
"""Faults with an owner: blame only where somebody's name or a possessive stands before them."""

BLAME = Phrases(
    r"""
(?:human|operator|pilot|engineer|developer|administrator|admin|personnel|staff) (?:error|mistake|
failure)s?\b%NO_METRIC%
    Human error is where the questions start: what made this step possible, likely and unguarded?
user error\b%NO_METRIC%
    Say what the interface led them to do, and what it did not warn of.
(?:careless|carelessly|carelessness|negligent|negligently|negligence|incompetent|incompetence)\b
    Drop the judgement; say what the procedure asked for, and what time and information there was.
fat[- ]?finger(?:s|ed|ing)?\b
    Say what took the wrong value without a check, and what looked alike.
(?:caused|broken|brought down|taken down) by (?:an?|the|our|one) (?:[\w-]+ ){0,2}%PERSON%\b(?!'|-)
    Say which action it was, and what made it reach so far: which guard, limit or review was missing?
(?:typo|mistake|error|oversight|slip|failure|negligence) by (?:an?|the|our|one of (?:the|
our)) (?:[\w-]+ ){0,2}%PERSON%s?\b
    Say what took the wrong value or let the step through without a check.
%PERSON%'s (?:failure|inability|refusal) to\b
    Say how the step was prompted, and what kept it from happening.
(?:poor|bad) (?:judgement|judgment)\b
    Drop the judgement; say what was known at that moment and which choices there were.
lack of (?:care|attention|diligence|discipline|competence|skill)\b
    Drop the judgement; say what asked for attention at the same time, and what showed the state.
blamed on (?:an?|the|our) (?:[\w-]+ ){0,2}(?:hire|%PERSON%)\b
    Say which conditions had to come together.
(?:mistake|fault) of (?:the|our|an?|one of (?:the|our)) (?:[\w-]+ ){0,2}
(?:team|crew|staff|squad|department|%PERSON%)s?\b(?!'|-)
    Say what happened and what allowed it; whose it was explains nothing.
(?:blame|fault) (?:lies|lay|rests) (?:with|entirely with|solely with)\b
    Say which conditions had to come together.
""",
    _PARTS,
)
"""Blame wherever it stands."""

COUNTERFACTUALS = Phrases(
    r"""
(?<!that\s)(?<!which\s)(?:should|ought to)%HAVE% (?!been able)%DONE%
    Say what happened instead, and ask why: what was in place to do this, and what kept it from working?
(?<!what\s)could%HAVE% (?!%GUESSED%)%DONE%
    Say what happened; where a measure follows from it, make it an action item.
(?<!what\s)would%HAVE% (?:happened|occurred|fired|paged|saved|spared|prevented|avoided|averted|stopped|caught|
detected|alerted|warned|shown|revealed|blocked|
mitigated|reduced|shortened|limited|helped|allowed|been (?:prevented|avoided|averted|stopped|caught|detected|noticed|
shorter|faster|smaller|less|better|quicker|possible))\b
    Say what was in place and how it behaved; make the measure that is missing an action item.
if only (?:we|they|he|she|it|i|there|someone|somebody|the [\w-]+)(?: [\w-]+){0,2} (?:had|were|would|could)\b
    Say what was in place, and make what was missing an action item.
had (?!(?:to|no|been|not|more|only)\b)(?:[\w-]+ ){1,4}%DONE%
    Say what was the case, and what followed from it.
""",
    _PARTS,
)
"""What did not happen, told as if it had been there to be done."""

HINDSIGHT = Phrases(
    r"""
(?:obviously|of course|needless to say|undoubtedly|surely)\b
    Leave it out, or say what made it plain at that moment, and to whom.
(?:everyone|everybody|anyone) (?:knows|knew|could see|can see)\b
    Say who knew, from where, and who had no way to.
obvious (?:that|to|from|fix|cause|answer|solution|mistake|error|problem|step|next step|culprit|suspect)\b
    Say what pointed to it at that moment, and what pointed elsewhere.
(?:in|with|with the benefit of) (?:hindsight|retrospect)\b(?! bias)
    Say what was known at that moment, and what became known only later.
clearly(?:,| (?:was|were|is|should|had|wrong|not|a|an|the|inadequate|insufficient|missing|failed|did)\b)
    Say what showed it, and when.
simply (?:forgot|had to|have to|needed to|need to|a matter|restart|restarting|rolling|reverting)\b
    Leave "simply" out: what looks simple now had to be found first.
just (?:had to|have to|needed to|need to|forgot|a matter of|should have|never bothered)\b
    Leave "just" out: what looks simple now had to be found first.
easily (?:been )?(?:preventable|avoidable|prevented|avoided|caught|spotted|seen|noticed|fixed)\b
    Say what it takes to see it, and who had that at hand.
(?:trivial|basic|elementary) (?:mistake|error|fix|check|bug|oversight|problem)s?\b
    Leave the judgement out; say what the check is and where it was missing.
(?:competent|reasonable|decent|sane) (?:engineer|developer|operator|team|person)\b
    Say what people with the same information do, and what the system made likely.
common sense\b
    Say which knowledge was needed, and where it is written.
"""
)
"""Words that judge what was known then by what is known now."""

EMPTY = Phrases(
    r"""
(?:takes?|taking|took) (?:this|these|such|the|our|your|any|all)(?: [\w-]+){0,5} (?:very |extremely )?seriously\b
    Name what was decided and by when; the actions show how seriously.
rest assured\b
    Name the check or the measure that makes it safe to rely on.
abundance of caution\b
    Name the risk that was seen and what was done about it.
(?:unforeseen|unexpected|unusual|exceptional) circumstances?\b
    Name the circumstance; if it is not known yet, say so and make it an open question.
(?:technical|unexpected|unforeseen) (?:difficulty|difficulties|issues?|problems?)\b
    Name what failed and how it showed.
isolated (?:incident|event|occurrence|case)\b
    Say how you know: what was searched for others like it, and since when.
(?:perfect storm|act of god|growing pains|teething (?:problems|troubles)|gremlins|bad luck)\b
    Name the conditions that came together, each as a contributing factor.
(?:going|moving) forward,? we (?:will|are going to) (?:be|do|try|strive|work|continue|make sure)\b
    Name one action with an owner and a date.
(?:lessons (?:have been|were) learned|learned (?:a lot|our lesson|valuable lessons?))\b
    State the lesson itself.
"""
)
"""Phrases that could stand in any report."""

PROMISES = Phrases(
    r"""
(?:will|can|must|shall|does|do) (?:never|not) (?:ever )?(?:recur|repeat|be repeated|(?:happen|occur)%AGAIN%)\b
    Say which action makes it less likely or smaller, and how it will be noticed if it comes back.
(?:won't|cannot|can't) (?:ever )?(?:recur|(?:happen|occur)%AGAIN%)\b
    Say which action makes it less likely or smaller, and how it will be noticed if it comes back.
(?:will never happen|never (?:happens?|occurs?) again|never again)\b
    Say which action makes it less likely or smaller, and how it will be noticed if it comes back.
(?:guarantees?|guaranteed|ensures?|ensured|ensuring) (?:that )?(?:this|it|such|the|that)
(?: [\w-]+){0,4} (?:never|(?:does|do|will|can) not|doesn't|cannot|can't|won't)\b
    Say which action makes it less likely or smaller, and how it will be noticed if it comes back.
(?:completely|fully|entirely|absolutely) (?:safe|secure|reliable|bullet-?proof|fool-?proof|eliminated)\b
    Say which case is covered now, by what, and which is not.
""",
    _PARTS,
)
"""Promises that nobody can keep."""
