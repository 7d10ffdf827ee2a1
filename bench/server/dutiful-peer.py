"""A peer with duties of a real server: Python's XML-RPC server and sqlite3, one connection after the other. For each call it
compares the HMAC of the password and logs a line; with each registration it commits an audit entry.

    dutiful-peer.py FILE USERNAME PASSWORD
"""
import base64, hashlib, hmac, json, os, sqlite3, sys, time
from xmlrpc.server import SimpleXMLRPCServer, SimpleXMLRPCRequestHandler

_, file, username, password = sys.argv
key = os.urandom(32)
log = open(file + '.log', 'w', buffering=1)


def tag_of(credentials):
    return hmac.new(key, credentials, hashlib.sha256).digest()


def now():
    return time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())


database = sqlite3.connect(file, isolation_level=None)
database.executescript('''
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE logins (name TEXT PRIMARY KEY, tag BLOB);
    CREATE TABLE registrations (mac TEXT PRIMARY KEY, url TEXT, name TEXT, at TEXT, login TEXT);
    CREATE INDEX registrations_by_login ON registrations (login, mac);
    CREATE TABLE audit_log (id INTEGER PRIMARY KEY, login TEXT, at TEXT, action TEXT, mac TEXT, url TEXT, name TEXT);
    CREATE INDEX audit_log_by_login ON audit_log (login, id);
''')
database.execute('INSERT INTO logins VALUES (?, ?)', (username, tag_of(f'{username}:{password}'.encode())))


class Handler(SimpleXMLRPCRequestHandler):
    protocol_version = 'HTTP/1.1'  # keeps connections, as ours does
    rpc_paths = ()  # any path
    disable_nagle_algorithm = True

    def do_POST(self):
        started = time.perf_counter()
        credentials = base64.b64decode(self.headers.get('Authorization', '').removeprefix('Basic '))
        name = credentials.split(b':')[0].decode()
        row = database.execute('SELECT tag FROM logins WHERE name = ?', (name,)).fetchone()
        if row is None or not hmac.compare_digest(row[0], tag_of(credentials)):
            return self.send_error(401)
        super().do_POST()
        ms = (time.perf_counter() - started) * 1000
        log.write(json.dumps({'time': now(), 'path': self.path, 'from': self.client_address[0], 'user': name, 'ms': ms}) + '\n')


def register(mac_id, url, name):
    mac, at = mac_id[:12], now()
    database.execute('BEGIN IMMEDIATE')
    row = (mac, url, name, at, username)
    done = database.execute('INSERT INTO registrations VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', row).rowcount == 1
    if done:
        entry = (username, at, 'registered', mac, url, name)
        database.execute('INSERT INTO audit_log VALUES (NULL, ?, ?, ?, ?, ?, ?)', entry)
    database.execute('COMMIT')
    return [done, 'OK: password' if done else 'mac_already_in_use:' + mac]


def check(mac):
    row = database.execute('SELECT mac, name, at, url FROM registrations WHERE mac = ?', (mac[:12],)).fetchone()
    return [True, *row] if row else [False, 'mac_not_found:' + mac[:12]]


server = SimpleXMLRPCServer(('127.0.0.1', 0), Handler, logRequests=False)
server.register_function(register, 'autoprov.registerDevice')
server.register_function(check, 'autoprov.checkDevice')
print(f'listening on http://127.0.0.1:{server.server_address[1]}', flush=True)
server.serve_forever()
