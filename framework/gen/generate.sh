#!/bin/sh
# Makes the TypeScript beside the .proto files. Needs protoc on PATH and the devDependency ts-proto:
#   npm run generate
# tfplugin6.proto is docs/plugin-protocol/tfplugin6.10.proto of OpenTofu 1.12, unchanged (MPL-2.0);
# grpc_*.proto are HashiCorp go-plugin's, unchanged (MPL-2.0).
set -eu
cd "$(dirname "$0")"
rm -f ./*.ts
rm -rf google
protoc \
  --plugin="$(cd ../.. && pwd)/node_modules/.bin/protoc-gen-ts_proto" \
  --ts_proto_out=. \
  --ts_proto_opt=outputServices=generic-definitions,outputJsonMethods=false,outputPartialMethods=false \
  --ts_proto_opt=enumsAsLiterals=true,unrecognizedEnum=false,oneof=unions-value,forceLong=bigint \
  --ts_proto_opt=importSuffix=.ts,esModuleInterop=true,useDate=false,snakeToCamel=true \
  tfplugin6.proto grpc_broker.proto grpc_stdio.proto grpc_controller.proto health.proto
