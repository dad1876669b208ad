{{/* The twin's own values (apps/twin/src/defaults.ts): they open nothing in the world. */}}
{{- define "frontdesk.twinValue" -}}
{{- $values := dict
  "WHATSAPP_ACCESS_TOKEN" "TWIN-ACCESS-TOKEN-FOR-LOCAL-USE-ONLY"
  "WHATSAPP_APP_SECRET" "twin-app-secret-for-local-use-only"
  "WHATSAPP_VERIFY_TOKEN" "twin-verify-token"
  "WHATSAPP_PHONE_NUMBER_ID" "106540352242922"
  "WHATSAPP_BUSINESS_ACCOUNT_ID" "102290129340398" -}}
{{- with index $values . }}
- { name: {{ $ }}, value: {{ . | quote }} }
{{- end }}
{{- end -}}
