"""The server SDK as a program: `{"call", "args"}` in, `{"result"}` or `{"error"}` out, in order, a line each."""

import json
import sys

import pusher

options = json.loads(sys.argv[1])
sdk = pusher.Pusher(**options)


def answer(call, args):
    try:
        return {"result": getattr(sdk, call)(*args)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def text_of(value):
    """The SDK answers some texts as bytes."""
    return value.decode()


for line in sys.stdin:
    print(json.dumps(answer(**json.loads(line)), default=text_of), flush=True)
