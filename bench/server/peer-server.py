"""The peer: a simple server on Python's XML-RPC server and sqlite3. No accounts, no checks.

    peer-server.py FILE one COUNT       one connection after the other
    peer-server.py FILE threads COUNT   a thread a connection, one at a time at the database

COUNT phones are registered before it listens.
"""
import sqlite3, sys, threading, time
from socketserver import ThreadingMixIn
from xmlrpc.server import SimpleXMLRPCServer, SimpleXMLRPCRequestHandler


class Handler(SimpleXMLRPCRequestHandler):
    protocol_version = 'HTTP/1.1'  # keeps connections, as ours does
    rpc_paths = ()  # any path
    disable_nagle_algorithm = True


database = sqlite3.connect(sys.argv[1], isolation_level=None, check_same_thread=False)
database.execute('PRAGMA journal_mode = WAL')
database.execute('PRAGMA synchronous = FULL')
database.execute('CREATE TABLE registrations (mac TEXT PRIMARY KEY, url TEXT, name TEXT, at TEXT)')
INSERT = 'INSERT INTO registrations VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'


def now():
    return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())


def register(mac_id, url, name):
    done = database.execute(INSERT, (mac_id[:12], url, name, now())).rowcount == 1
    return [done, 'OK: password' if done else 'mac_already_in_use:' + mac_id[:12]]


def register_list(mac_ids, url, name):
    database.execute('BEGIN')
    answers = [register(mac_id, url, name) for mac_id in mac_ids]
    database.execute('COMMIT')
    return [all(done for done, _ in answers)] + [text for _, text in answers]


def check(mac):
    row = database.execute('SELECT mac, name, at, url FROM registrations WHERE mac = ?', (mac[:12],)).fetchone()
    return [True, *row] if row else [False, 'mac_not_found:' + mac[:12]]


def list_devices(*names):
    return database.execute('SELECT mac, name, url, at FROM registrations ORDER BY mac').fetchall()


database.execute('BEGIN')
for number in range(int(sys.argv[3])):
    register(f'7C2F80{number:06X}', 'http://172.29.0.103/plainxml/%DVID/xml/%MACD.xml', 'Daryna')
database.execute('COMMIT')


class ThreadingServer(ThreadingMixIn, SimpleXMLRPCServer):
    daemon_threads = True
    request_queue_size = 128


lock = threading.Lock()


def alone(function):
    def locked(*args):
        with lock:
            return function(*args)
    return locked if sys.argv[2] == 'threads' else function


Server = ThreadingServer if sys.argv[2] == 'threads' else SimpleXMLRPCServer
server = Server(('127.0.0.1', 0), Handler, logRequests=False)
server.register_function(alone(register), 'autoprov.registerDevice')
server.register_function(alone(register_list), 'autoprov.registerDeviceList')
server.register_function(alone(check), 'autoprov.checkDevice')
server.register_function(alone(list_devices), 'autoprov.listDevices')
print(f'listening on http://127.0.0.1:{server.server_address[1]}', flush=True)
server.serve_forever()
