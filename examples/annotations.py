"""Names that were annotated in scraped text, carried over to the clean text: python examples/annotations.py"""

import cleanse

SCRAPED = "武漢經(jīng)開區(qū)創(chuàng)新發(fā)展，市長李\u200b明說。\n\n分享到微信\n"
SPANS = [
    (SCRAPED.index("李"), SCRAPED.index("說"), "PERSON"),
    (SCRAPED.index("微信"), SCRAPED.index("微信") + 2, "ORG"),
]

result = cleanse.Cleaner().clean(SCRAPED)
moved = cleanse.move(SPANS, result)
for start, end, label in moved.kept:
    print(label, result.text[start:end])
for start, end, label in moved.removed:
    print("gone:", label, SCRAPED[start:end], result.position(start).change.rule)
