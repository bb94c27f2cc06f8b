#!/bin/sh
# Follows a public tracking link as its viewers do, without an account: opens it, gets a session, polls the position,
# and leaves. Needs curl and nothing else.
#
#   sh follow-link.sh http://localhost:8080 UUID [POLLS]
#
# A link that asks for an address gets it from EMAIL, and the mailed code from standard input.
set -eu

api=$1
uuid=$2
polls=${3:-1}
link="$api/api/public/tracking/$uuid"

# The value of a field of a flat JSON object; a program of yours has a real parser.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

# 1. What does the link ask for? Nothing about the vehicle is told yet.
about=$(curl -sS --fail-with-body "$link")
echo "link: $about"

# 2. Verify. An empty body is enough for a public link.
verify() { curl -sS --fail-with-body -X POST -H 'Content-Type: application/json' -d "$1" "$link/verify"; }
case $about in
  *'"requires":[]'*) session=$(verify '{}') ;;
  *'"code"'*)
    challenge=$(verify "{\"email\":\"$EMAIL\"}" | field challenge_id)
    printf 'code from the mail: ' >&2
    read -r code
    session=$(verify "{\"email\":\"$EMAIL\",\"code\":\"$code\",\"challenge_id\":\"$challenge\"}")
    ;;
  *) session=$(verify "{\"email\":\"$EMAIL\"}") ;;
esac
token=$(echo "$session" | field session_token)
auth="Authorization: Bearer $token"

# 3. Before a reconnect: is the session still valid?
echo "session: $(curl -sS --fail-with-body -H "$auth" "$link/session")"

# 4. Poll. (On the WebSocket: subscribe to the answer's `channel`, with the token itself as `auth`.)
while [ "$polls" -gt 0 ]; do
  echo "location: $(curl -sS --fail-with-body -H "$auth" "$link/location")"
  polls=$((polls - 1))
  [ "$polls" -eq 0 ] || sleep 30
done

# 5. Leave.
curl -sS --fail-with-body -X DELETE -H "$auth" "$link/session"
echo 'left'
