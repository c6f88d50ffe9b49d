"""Check the proof of a measure with nothing but a root printed elsewhere: python verify_proof.py PROOF.json ROOT"""

import hashlib
import json
import sys
from pathlib import Path


def sha(data):
    return hashlib.sha256(data).digest()


def spelled(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verify(proof, root):
    last = "0" * 64
    for seq, text in enumerate(proof["entries"], 1):  # every entry follows the one before it
        entry = json.loads(text)
        if (entry["measure"], entry["seq"], entry["prev_hash"]) != (proof["measure"], seq, last):
            return f"entry {seq} does not follow the one before it"
        last = sha(text.encode()).hex()
    top = sha(b"\0" + spelled({"measure": proof["measure"], "seq": len(proof["entries"]), "hash": last}))
    for side, other in proof["path"]:  # from the last entry up to the root of its checkpoint's tree
        pair = bytes.fromhex(other) + top if side == "left" else top + bytes.fromhex(other)
        top = sha(b"\1" + pair)
    if not proof["checkpoints"] or proof["checkpoints"][0]["tree"] != top.hex():
        return "the entries are not those the checkpoint sealed"
    head = proof["checkpoints"][0]["previous"]
    for checkpoint in proof["checkpoints"]:  # and from checkpoint to checkpoint, to the one that was printed
        if checkpoint["previous"] != head:
            return f"checkpoint {checkpoint['number']} does not follow the one before it"
        head = sha(spelled(checkpoint)).hex()
        if head == root:
            return None
    return "no checkpoint in the proof has this root"


if __name__ == "__main__":
    wrong = verify(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2].strip().lower())
    print(wrong or "the entries are those that were sealed under this root")
    sys.exit(1 if wrong else 0)
