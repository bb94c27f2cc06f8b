"""Pysher as a program: a command in, what happened out, each a JSON object on a line."""

import json
import logging
import sys
import threading

import pysher

SUCCEEDED = "pusher_internal:subscription_succeeded"
CHANGES = ("member_added", "member_removed")

clients = {}
writing = threading.Lock()


class PathPusher(pysher.Pusher):
    """Pysher itself knows no path before /app, and asks for a channel before anything can be bound to it."""

    def __init__(self, *args, path="", **options):
        self.path = path
        self.binding = threading.RLock()
        super().__init__(*args, **options)

    def _connection_handler(self, *args):
        with self.binding:
            super()._connection_handler(*args)

    def _build_url(self, *args):
        return super()._build_url(*args).replace("/app/", f"{self.path}/app/", 1)


def tell(client, event, data=None, channel=None):
    with writing:
        print(json.dumps({"client": client, "event": event, "data": data, "channel": channel}), flush=True)


def connect(client, key, host, port, path="", secret="", user=None, auth=None, headers=None):
    pusher = PathPusher(
        key,
        secure=False,
        custom_host=host,
        port=port,
        path=path,
        secret=secret,
        user_data={"user_id": user} if user else None,
        auth_endpoint=auth,
        auth_endpoint_headers=headers,
        auto_sub=True,
        reconnect_interval=1,
        log_level=logging.CRITICAL,
    )
    connection = pusher.connection
    connection.bind("pusher:connection_established", lambda data: tell(client, "connected", json.loads(data)))
    connection.bind("pusher:error", lambda data: tell(client, "error", data))
    clients[client] = pusher
    pusher.connect()
    threading.Thread(target=tell_end, args=(client, connection), daemon=True).start()


def tell_end(client, connection):
    connection.join()
    tell(client, "ended")


def subscribe(client, channel, events):
    with clients[client].binding:
        try:
            bind(client, clients[client].subscribe(channel), events)
        except AssertionError as error:
            tell(client, "authorisation_failed", str(error))


def bind(client, subscribed, events):
    channel = subscribed.name

    def succeeded(data):
        presence = json.loads(data).get("presence")
        tell(client, "pusher:subscription_succeeded", sorted(presence["ids"]) if presence else None, channel)

    subscribed.bind(SUCCEEDED, succeeded)
    for change in CHANGES:
        subscribed.bind(
            f"pusher_internal:{change}",
            lambda data, change=change: tell(client, f"pusher:{change}", json.loads(data)["user_id"], channel),
        )
    for event in events:
        subscribed.bind(event, lambda data, event=event: tell(client, event, data, channel))


def trigger(client, channel, event, data):
    clients[client].channel(channel).trigger(event, data)


def unsubscribe(client, channel):
    clients[client].unsubscribe(channel)


def disconnect(client):
    # It waits until the connection is closed.
    threading.Thread(target=clients.pop(client).disconnect, daemon=True).start()


COMMANDS = {command.__name__: command for command in (connect, subscribe, trigger, unsubscribe, disconnect)}

for line in sys.stdin:
    command = json.loads(line)
    COMMANDS[command.pop("do")](**command)
