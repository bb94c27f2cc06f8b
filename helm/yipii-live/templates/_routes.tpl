{{- /*
What clients reach from outside, as JSON: of the API and of the WebSocket their hosts, and which path goes to which port
of which service. Takes a dict of the root context and the hosts that stand in for those of PUBLIC_URL and
WS_PUBLIC_URL.
*/}}
{{- define "routes" -}}
{{- $env := .root.Values.env }}
{{- $api := .of.api.hosts | default (list (urlParse $env.PUBLIC_URL).hostname) }}
{{- $websocket := .of.websocket.hosts | default (list (urlParse $env.WS_PUBLIC_URL).hostname) }}
{{- $ofApi := list (dict "path" "/api/public/" "service" "link-session" "port" "http") (dict "path" "/" "service" "api" "port" "http") }}
{{- $ofWebsocket := list }}
{{- range eq (join "," $api) (join "," $websocket) | ternary (list "/app/" "/apps/") (list "/") }}
{{- $ofWebsocket = append $ofWebsocket (dict "path" . "service" "pusher-gateway" "port" "websocket") }}
{{- end }}
{{- dict "api" (dict "hosts" $api "paths" $ofApi) "websocket" (dict "hosts" $websocket "paths" $ofWebsocket) | toJson }}
{{- end }}
