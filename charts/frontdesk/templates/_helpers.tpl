{{- define "frontdesk.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if eq .Release.Name (default .Chart.Name .Values.nameOverride) }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{/* {root, service}: what selects the pods of one service. */}}
{{- define "frontdesk.selector" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "frontdesk.labels" -}}
{{ include "frontdesk.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Without the chart's version: a new chart alone restarts nobody. */}}
{{- define "frontdesk.podLabels" -}}
{{ include "frontdesk.selector" . }}
app.kubernetes.io/part-of: frontdesk
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* {root, service, annotations}: annotations of an object, if it has any. */}}
{{- define "frontdesk.annotations" -}}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* {root, service, own}: `own` is a whole reference that somebody else decided on (skaffold). */}}
{{- define "frontdesk.image" -}}
{{- if .own }}{{ .own }}{{ else -}}
{{ .root.Values.image.repository }}/{{ .service }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}
{{- end -}}

{{/* Passes the restricted Pod Security Standard. */}}
{{- define "frontdesk.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "frontdesk.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ .Values.readOnlyRootFilesystem }}
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "frontdesk.twinUrl" -}}
http://{{ include "frontdesk.fullname" . }}-twin:3000
{{- end -}}

{{- define "frontdesk.publicUrl" -}}
{{- if .Values.publicUrl }}{{ .Values.publicUrl }}
{{- else if .Values.ingress.console.host }}https://{{ .Values.ingress.console.host }}
{{- else if .Values.gatewayApi.console.hostnames }}https://{{ first .Values.gatewayApi.console.hostnames }}
{{- else if .Values.twin.enabled }}http://127.0.0.1:3000{{ end -}}
{{- end -}}

{{/* Where customers reach the page of a code's link: the public host, never the console's. */}}
{{- define "frontdesk.confirmUrl" -}}
{{- if .Values.notify.confirmUrl }}{{ .Values.notify.confirmUrl }}
{{- else if .Values.ingress.webhook.host }}https://{{ .Values.ingress.webhook.host }}
{{- else if .Values.gatewayApi.webhook.hostnames }}https://{{ first .Values.gatewayApi.webhook.hostnames }}
{{- else if .Values.twin.enabled }}http://127.0.0.1:3000
{{- else if .Values.notify.url }}{{ fail "notify.url needs the address under which customers reach us: notify.confirmUrl, or a host of the webhook" }}{{ end -}}
{{- end -}}

{{/* Every variable that isn't secret, as JSON: name → value. What is empty is not given, and the service's own default holds. */}}
{{- define "frontdesk.variables" -}}
{{- $twin := .Values.twin.enabled -}}
{{- $at := include "frontdesk.twinUrl" . -}}
{{- $media := ne .Values.media.bucket "" -}}
{{- $model := ne .Values.model.baseUrl "" -}}
{{- dict
  "WHATSAPP_GRAPH_URL" (ternary (printf "%s/graph" $at) .Values.whatsapp.graphUrl $twin)
  "WHATSAPP_GRAPH_VERSION" .Values.whatsapp.graphVersion
  "WHATSAPP_RATES" (ternary (toJson .Values.whatsapp.rates) "" (gt (len .Values.whatsapp.rates) 0))
  "COMMERCE_URL" (ternary (printf "%s/shop" $at) .Values.commerce.url (and $twin (not .Values.commerce.url)))
  "COMMERCE_CHANGES" (include "frontdesk.takesChanges" .)
  "MODEL_BASE_URL" .Values.model.baseUrl
  "MODEL_NAME" (ternary .Values.model.name "" $model)
  "MODEL_SHARE" (ternary (toString .Values.model.share) "" $model)
  "MODEL_TIMEOUT_MS" (ternary (int64 .Values.model.timeoutMs | toString) "" $model)
  "MODEL_RATES" (ternary (toJson .Values.model.rates) "" (and $model (gt (len .Values.model.rates) 0)))
  "MODEL_PROCESSOR" (ternary .Values.model.processor "" $model)
  "MODEL_REGION" (ternary .Values.model.region "" $model)
  "MODEL_RETENTION" (ternary .Values.model.retention "" $model)
  "MEDIA_S3_BUCKET" .Values.media.bucket
  "MEDIA_S3_ENDPOINT" (ternary .Values.media.endpoint "" $media)
  "MEDIA_S3_REGION" (ternary .Values.media.region "" $media)
  "MEDIA_S3_PATH_STYLE" (ternary (toString .Values.media.pathStyle) "" $media)
  "MEDIA_S3_PREFIX" (ternary .Values.media.prefix "" $media)
  "MEDIA_MAX_BYTES" (ternary (int64 .Values.media.maxBytes | toString) "" $media)
  "HELPDESK_URL" .Values.helpDesk.url
  "NOTIFY_URL" (ternary (printf "%s/notify" $at) .Values.notify.url (and $twin (not .Values.notify.url)))
  "CONFIRM_URL" (ternary (include "frontdesk.confirmUrl" .) "" (or $twin (ne .Values.notify.url "")))
  "SUPPORT_WEBHOOK_URL" .Values.support.webhookUrl
  "SUPPORT_INTERVAL_S" (int64 .Values.support.intervalSeconds | toString)
  "LINK_HOSTS" (join "," .Values.business.linkHosts)
  "QUIET_PERIOD_MS" (int64 .Values.replies.quietPeriodMs | toString)
  "CASE_LIMIT" (int64 .Values.people.caseLimit | toString)
  "OWNER_AWAY_S" (int64 .Values.people.ownerAwaySeconds | toString)
  "OWNER_LATE_S" (int64 .Values.people.ownerLateSeconds | toString)
  "BUSINESS_NAME" .Values.business.name
  "BUSINESS_PRIVACY_URL" .Values.business.privacyUrl
  "BUSINESS_EMAIL" .Values.business.email
  "BUSINESS_PHONE" .Values.business.phone
  "PUBLIC_URL" (include "frontdesk.publicUrl" .)
  "AUDIT_URL" (printf "http://%s-audit-logger:3000" (include "frontdesk.fullname" .))
  "GATEWAY_URL" (printf "http://%s-gateway:3000" (include "frontdesk.fullname" .))
  "TRACE_URL" .Values.telemetry.traceUrl
  "OIDC_ISSUER" .Values.oidc.issuer
  "OIDC_CLIENT_ID" .Values.oidc.clientId
  "OIDC_ROLE_CLAIM" .Values.oidc.roleClaim
  "OIDC_ROLE_MAP" (ternary (toJson .Values.oidc.roles) "" (gt (len .Values.oidc.roles) 0))
  "OIDC_NAME_CLAIM" .Values.oidc.nameClaim
  "OIDC_SCOPES" .Values.oidc.scopes
| toJson -}}
{{- end -}}

{{/* {root, service}: the environment of what talks to Kafka. */}}
{{- define "frontdesk.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if ne (hasPrefix "SASL_" $kafka.securityProtocol) (ne $kafka.sasl.mechanism "") -}}
{{- fail "kafka: sasl.mechanism and a securityProtocol that begins with SASL_ go together" -}}
{{- end -}}
- { name: KAFKA_BROKERS, value: {{ $kafka.brokers | quote }} }
- { name: KAFKA_PARTITIONS, value: {{ $kafka.partitions | quote }} }
- { name: KAFKA_SECURITY_PROTOCOL, value: {{ $kafka.securityProtocol }} }
{{- if $kafka.sasl.mechanism }}
- { name: KAFKA_SASL_MECHANISM, value: {{ $kafka.sasl.mechanism }} }
- { name: KAFKA_SASL_USERNAME, value: {{ $kafka.sasl.username | replace "{service}" .service | quote }} }
- { name: KAFKA_SASL_PASSWORD_FILE, value: /var/run/frontdesk/KAFKA_SASL_PASSWORD }
{{- end }}
{{- if $kafka.ca.secret }}
- { name: KAFKA_SSL_CA_FILE, value: /var/run/frontdesk/KAFKA_SSL_CA }
{{- end }}
{{- end -}}

{{- define "frontdesk.kafkaSecrets" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if $kafka.sasl.mechanism }}
- secret:
    name: {{ $kafka.sasl.secret | replace "{service}" .service }}
    items: [{ key: {{ $kafka.sasl.key }}, path: KAFKA_SASL_PASSWORD }]
{{- end }}
{{- if $kafka.ca.secret }}
- secret:
    name: {{ $kafka.ca.secret }}
    items: [{ key: {{ $kafka.ca.key }}, path: KAFKA_SSL_CA }]
{{- end }}
{{- end -}}

{{/* Where the object store is: as named, or Amazon's for the region. */}}
{{- define "frontdesk.mediaUrl" -}}
{{- if .Values.media.bucket }}{{ .Values.media.endpoint | default (printf "https://s3.%s.amazonaws.com" .Values.media.region) }}{{ end -}}
{{- end -}}

{{/* An order is changed for who typed a code from a mail alone. */}}
{{- define "frontdesk.takesChanges" -}}
{{- if .Values.commerce.changes }}
{{- if not (or .Values.notify.url .Values.twin.enabled) }}{{ fail "commerce.changes needs notify.url: an order is changed for who typed a code from a mail alone" }}{{ end }}true
{{- end }}
{{- end -}}

{{/* {root, service}: gateway makes changes in the shop, and asks it nothing else. */}}
{{- define "frontdesk.asksNoShop" -}}
{{- if and (eq .service "gateway") (not .root.Values.commerce.changes) }}yes{{ end -}}
{{- end -}}

{{/* Where this secret is not used: OIDC's without an issuer, the store's without a bucket, the model's without an address, the shop's, the help desk's, the mailer's and the receiver's of pages where nobody said so, WhatsApp's with the twin, whose values are no secrets. */}}
{{- define "frontdesk.secretUsed" -}}
{{- if and (eq .name "OIDC_CLIENT_SECRET") (not .root.Values.oidc.issuer) }}
{{- else if and (eq .name "COMMERCE_TOKEN") (or (not .root.Values.commerce.token) (include "frontdesk.asksNoShop" .)) }}
{{- else if and (eq .name "SUPPORT_WEBHOOK_TOKEN") (not .root.Values.support.token) }}
{{- else if and (eq .name "HELPDESK_TOKEN") (not .root.Values.helpDesk.token) }}
{{- else if and (eq .name "NOTIFY_TOKEN") (not .root.Values.notify.token) }}
{{- else if and (hasPrefix "MODEL_" .name) (not (and .root.Values.model.baseUrl .root.Values.model.key)) }}
{{- else if and (hasPrefix "MEDIA_" .name) (not (and .root.Values.media.bucket .root.Values.media.keys)) }}
{{- else if and .root.Values.twin.enabled (hasPrefix "WHATSAPP_" .name) }}
{{- else }}yes{{ end -}}
{{- end -}}

{{/* {defaults, own, key}: one list as JSON; of entries with the same key a service's own takes the place of the default one. */}}
{{- define "frontdesk.joined" -}}
{{- $key := .key -}}
{{- $taken := list -}}
{{- range .own }}{{ $taken = append $taken (get . $key) }}{{ end -}}
{{- $all := list -}}
{{- range .defaults }}{{ if not (has (get . $key) $taken) }}{{ $all = append $all . }}{{ end }}{{ end -}}
{{- concat $all .own | toJson -}}
{{- end -}}
