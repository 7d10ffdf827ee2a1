#!/bin/sh
# Generates the TypeScript beside the .proto files. From the repository: npm run generate --workspace framework
# tfplugin6.proto is docs/plugin-protocol/tfplugin6.proto of Terraform 1.16.3, unchanged (MPL-2.0);
# grpc_*.proto are HashiCorp go-plugin's, unchanged (MPL-2.0).
set -eu
cd "$(dirname "$0")"
for tool in buf protoc-gen-ts_proto; do
  if ! command -v "$tool" > /dev/null; then
    echo "$tool is missing: run npm install, then npm run generate --workspace framework" >&2
    exit 1
  fi
done
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
buf generate --template buf.gen.yaml --output "$output"
rm -rf google ./*.ts
cp -R "$output"/. .
