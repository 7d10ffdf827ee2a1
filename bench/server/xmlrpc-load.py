"""The load: Python's xmlrpc.client on one connection, the same for all servers. Prints its figures as JSON.

    xmlrpc-load.py URL            lists, single calls, a listing
    xmlrpc-load.py URL singles    single calls only
"""
import json, statistics, sys, time
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


def register(number):
    expect(server.autoprov.registerDevice(mac_id(number), URL, 'Daryna')[0])


def check(number):
    expect(server.autoprov.checkDevice(mac_id(number)[:12])[0])


def rate(call, first, count):
    """Calls a second, from the median duration: a pause of the disk or of the machine does not count."""
    return 1 / statistics.median(measure(lambda: call(number)) for number in range(first, first + count))


def lists():
    for first in range(0, LISTS * LENGTH, LENGTH):
        macs = [mac_id(number) for number in range(first, first + LENGTH)]
        expect(server.autoprov.registerDeviceList(macs, URL, 'Daryna')[0])


def listing():
    expect(len(server.autoprov.listDevices()) == TOTAL)


TOTAL = WARM_UP + LISTS * LENGTH + SINGLES
everything = sys.argv[2:] != ['singles']
figures = {}
rate(register, 300_000, WARM_UP)
rate(check, 300_000, WARM_UP)
if everything:
    figures['registerDeviceList of 1,000'] = LISTS * LENGTH / measure(lists)
figures['registerDevice'] = rate(register, 200_000, SINGLES)
figures['checkDevice'] = rate(check, 300_000, CHECKS)
if everything:
    figures[f'listDevices of {TOTAL:,}'] = TOTAL / measure(listing)
print(json.dumps(figures))
