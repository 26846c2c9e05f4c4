{{/* Registry, repository, and digest or tag, none of which has a default. */}}
{{- define "ceph-multus.image" -}}
{{- $image := .image | default dict -}}
{{- range $key := list "registry" "repository" (empty $image.digest | ternary "tag" "digest") -}}
{{- if not (get $image $key) -}}{{- fail (printf "%s.%s is not set: name your own registry" $.name $key) -}}{{- end -}}
{{- end -}}
{{ $image.registry }}/{{ $image.repository }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag }}{{ end }}
{{- end }}

{{- define "ceph-multus.module" -}}
registry://{{ include "ceph-multus.image" (dict "name" "module" "image" .Values.module) }}
{{- end }}

{{- define "ceph-multus.sync-image" -}}
{{ include "ceph-multus.image" (dict "name" "sync.image" "image" .Values.sync.image) }}
{{- end }}

{{/* The namespaces of Ceph in an expression of CEL. */}}
{{- define "ceph-multus.cel-namespaces" -}}
{{- range $place, $name := .Values.cephNamespaces }}{{ if $place }}, {{ end }}'{{ $name }}'{{ end }}
{{- end }}

{{/* Fails for IPv4 ranges with host bits, which a schema cannot tell: the policy server would not start with them. */}}
{{- define "ceph-multus.check-ranges" -}}
{{- range $place, $range := .nodeRanges -}}
{{- if not (contains ":" $range) -}}
{{- $parts := splitList "/" $range -}}
{{- $address := 0 -}}
{{- range splitList "." (first $parts) -}}{{- $address = add (mul $address 256) (atoi .) -}}{{- end -}}
{{- $size := 1 -}}
{{- range until (sub 32 (atoi (last $parts)) | int) -}}{{- $size = mul $size 2 -}}{{- end -}}
{{- if mod $address $size -}}{{- fail (printf "settings.nodeRanges[%d]: `%s` has host bits" $place $range) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
