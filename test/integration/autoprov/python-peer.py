"""A redirect service on Python's xmlrpc.server: flags as Booleans, bare codes, faults for what fails."""

from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

registrations = {}


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/apxml/rpc.do",)
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


def register(mac_id, url, name):
    mac = mac_id[:12]
    if "-" not in mac_id:
        return [False, "mac_invalid"]
    if mac in registrations:
        return [False, "mac_already_in_use"]
    registrations[mac] = [name, url, "2026-03-01 12:00:00"]
    return [True, "OK: password"]


def deregister(mac_id):
    return [True, "OK"] if registrations.pop(mac_id[:12], None) else [False, "mac_not_found"]


def all_of(outcomes):
    return [all(ok for ok, _ in outcomes)] + [text for _, text in outcomes]


def check(mac_id):
    mac = mac_id[:12]
    if mac not in registrations:
        return [False, "mac_not_found"]
    name, url, date = registrations[mac]
    return [True, mac, name, date, url]


def list_devices(*names):
    return [[mac, *row] for mac, row in registrations.items() if not names or row[0] in names]


server = SimpleXMLRPCServer(("127.0.0.1", 0), Handler, allow_none=True)
server.register_function(register, "autoprov.registerDevice")
server.register_function(deregister, "autoprov.deregisterDevice")
server.register_function(lambda ids, url, name: all_of([register(i, url, name) for i in ids]), "autoprov.registerDeviceList")
server.register_function(lambda ids: all_of([deregister(i) for i in ids]), "autoprov.deregisterDeviceList")
server.register_function(check, "autoprov.checkDevice")
server.register_function(list_devices, "autoprov.listDevices")
server.register_function(lambda *params: list(params), "echo")
print(server.server_address[1], flush=True)
server.serve_forever()
