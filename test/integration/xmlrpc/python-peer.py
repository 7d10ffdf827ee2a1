"""Answers each line of JSON on stdin with one on stdout: see python.test.ts."""

import base64
import datetime
import json
import struct
import sys
import xmlrpc.client


def typed(value):
    if value is None:
        return ["nil"]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["double", struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, xmlrpc.client.DateTime):
        return ["date", value.value]
    if isinstance(value, xmlrpc.client.Binary):
        return ["base64", value.data.hex()]
    if isinstance(value, list):
        return ["array", [typed(item) for item in value]]
    # In the order of JavaScript, which compares the 16 bits of UTF-16.
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
    return ["struct", [[name, typed(member)] for name, member in members]]


def untyped(kind, value=None):
    if kind == "int":
        return int(value)
    if kind == "double":
        return struct.unpack(">d", bytes.fromhex(value))[0]
    if kind == "date":
        return xmlrpc.client.DateTime(value)
    if kind == "base64":
        return xmlrpc.client.Binary(bytes.fromhex(value))
    if kind == "array":
        return [untyped(*item) for item in value]
    if kind == "struct":
        return {name: untyped(*member) for name, member in value}
    return value


def answer(question):
    if "write" in question:
        value, encoding = untyped(*question["write"]), question["encoding"]
        text = xmlrpc.client.dumps((value,), methodresponse=True, encoding=encoding, allow_none=True)
        # What the encoding has no place for goes as a reference.
        return base64.b64encode(text.encode(encoding, "xmlcharrefreplace")).decode("ascii")
    try:
        params, method = xmlrpc.client.loads(question["read"])
        return {"method": method, "params": [typed(param) for param in params]}
    except xmlrpc.client.Fault as fault:
        return {"fault": [fault.faultCode, fault.faultString]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
