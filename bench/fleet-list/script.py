"""A provisioner's script: registers the phones of a file, lists and deregisters them. No plan, no state.

script.py URL USER PASSWORD COMMAND FILE BATCH    COMMAND is register, list, deregister or register-one-by-one
"""
import sys
import xmlrpc.client

URL = "http://provider.example/xml/%MACD.xml"
NAME = "Daryna"


def main() -> None:
    address, user, password, command, file, batch = sys.argv[1:]
    scheme, rest = address.split("://")
    server = xmlrpc.client.ServerProxy(f"{scheme}://{user}:{password}@{rest}/apxml/rpc.do").autoprov
    size = int(batch)
    if command == "list":
        print(len(server.listDevices()))
        return
    with open(file, encoding="utf-8") as lines:
        phones = [line.strip() for line in lines][1:]
    done = 0
    if command == "register-one-by-one":
        for phone in phones:
            done += server.registerDevice(phone, URL, NAME)[0]
    else:
        for first in range(0, len(phones), size):
            some = phones[first : first + size]
            if command == "register":
                answer = server.registerDeviceList(some, URL, NAME)
            else:
                answer = server.deregisterDeviceList([phone[:12] for phone in some])
            done += len(some) if answer[0] else 0
    print(done)


main()
