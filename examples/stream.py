"""Records cleaned one by one, each with what was done to it: python examples/stream.py < news.jsonl"""

import json
import sys

import cleanse

cleaner = cleanse.Cleaner(script="keep")
for line in sys.stdin:
    record = json.loads(line)
    result = cleaner.clean(record["text"], id=record.get("url", "-"))
    print(json.dumps({**record, "text": result.text, "cleanse": result.trace.counts()}, ensure_ascii=False))
