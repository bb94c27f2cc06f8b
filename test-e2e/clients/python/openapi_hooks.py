"""Hooks of schemathesis: put in what exists, and count the answers of each operation.

OPENAPI_KNOWN names a JSON file: operation ("GET /api/user") -> {"path": {name: [values]}, "query": {…}, "body": …}.
OPENAPI_ANSWERS names the file that gets operation -> {status: number of answers}.
"""

import atexit
import json
import os
import random

import schemathesis

with open(os.environ["OPENAPI_KNOWN"], encoding="utf8") as file:
    KNOWN = json.load(file)
ANSWERS = {}
CHOICE = random.Random(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    known = KNOWN.get(case.operation.label, {})
    # Changes concern what was made for them: the credential in use must stay.
    if "path" in known and (case.method != "GET" or CHOICE.random() < 0.8):
        chosen = {name: CHOICE.choice(values) for name, values in known["path"].items()}
        case.path_parameters = {**(case.path_parameters or {}), **chosen}
    if ("body" in known or "query" in known) and CHOICE.random() < 0.4:
        case.query = known.get("query", {})
        if "body" in known:
            case.body = known["body"]
            case.media_type = known.get("media_type", case.media_type)


@schemathesis.hook
def after_call(context, case, response):
    counts = ANSWERS.setdefault(case.operation.label, {})
    status = str(response.status_code)
    counts[status] = counts.get(status, 0) + 1


@atexit.register
def write_answers():
    with open(os.environ["OPENAPI_ANSWERS"], "w", encoding="utf8") as file:
        json.dump(ANSWERS, file)
