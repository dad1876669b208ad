{{- define "frontdesk.portOf" -}}
{{- $url := urlParse . -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- $port | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end -}}

{{/* {url, except}: egress rules. A name within the cluster means its namespace (`service.namespace` may be a name of the outside, too), an address means itself, any other name the outside at its port. */}}
{{- define "frontdesk.egressTo" -}}
{{- $host := regexReplaceAll ":[0-9]+$" (urlParse .url).host "" -}}
{{- $port := include "frontdesk.portOf" .url -}}
{{- $parts := splitList "." $host -}}
{{- if regexMatch "^[0-9]+(\\.[0-9]+){3}$" $host -}}
- to: [{ ipBlock: { cidr: {{ $host }}/32 } }]
  ports: [{ port: {{ $port }}, protocol: TCP }]
{{- else if eq (len $parts) 1 -}}
# the port of a Service says nothing about the port of its pods
- to: [{ podSelector: {} }]
{{- else if regexMatch "^[^.]+\\.[^.]+\\.svc(\\..+)?$" $host -}}
- to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ index $parts 1 }} } } }]
{{- else -}}
{{- if and (eq (len $parts) 2) (eq (urlParse .url).scheme "http") }}
# service.namespace, as people write it within a cluster
- to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ index $parts 1 }} } } }]
{{ end -}}
- to: [{ ipBlock: { cidr: 0.0.0.0/0, except: {{ .except | toJson }} } }]
  ports: [{ port: {{ $port }}, protocol: TCP }]
{{- end -}}
{{- end -}}
