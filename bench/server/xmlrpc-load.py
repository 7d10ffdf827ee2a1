"""The load: Python's xmlrpc.client on one connection, the same for both servers. Prints its figures as JSON."""
import json, sys, time
from xmlrpc.client import ServerProxy

server = ServerProxy(sys.argv[1])
URL = 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml'
LISTS, LENGTH, SINGLES, CHECKS = 100, 1000, 2000, 4000
# A server runs for months: its code has been compiled, and its caches are full.
WARM_UP = 5000


def mac_id(number):
    return f'7C2F80{number:06X}-{number % 65536:04X}'


def measure(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def expect(condition):
    if not condition:
        raise SystemExit('an answer was not what it should be')


def lists():
    for first in range(0, LISTS * LENGTH, LENGTH):
        macs = [mac_id(number) for number in range(first, first + LENGTH)]
        expect(server.autoprov.registerDeviceList(macs, URL, 'Daryna')[0])


def singles(first=200_000, count=SINGLES):
    for number in range(first, first + count):
        expect(server.autoprov.registerDevice(mac_id(number), URL, 'Daryna')[0])


def checks(first=0, count=CHECKS):
    for number in range(first, first + count):
        expect(server.autoprov.checkDevice(mac_id(number)[:12])[0])


def listing():
    expect(len(server.autoprov.listDevices()) == TOTAL)


TOTAL = WARM_UP + LISTS * LENGTH + SINGLES
server.autoprov.listDevices()  # the login, once
singles(300_000, WARM_UP)
checks(300_000, WARM_UP)
print(json.dumps({
    'registerDeviceList of 1,000': LISTS * LENGTH / measure(lists),
    'registerDevice': SINGLES / measure(singles),
    'checkDevice': CHECKS / measure(checks),
    f'listDevices of {TOTAL:,}': TOTAL / measure(listing),
}))
