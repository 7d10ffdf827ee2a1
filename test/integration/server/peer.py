"""A provisioner that is not ours: Python's xmlrpc.client. Reads calls as JSON lines, writes answers as JSON lines."""
import base64
import json
import sys
import xmlrpc.client

endpoint, username, password = sys.argv[1:]
token = base64.b64encode(f'{username}:{password}'.encode()).decode()
server = xmlrpc.client.ServerProxy(endpoint, headers=[('Authorization', f'Basic {token}')])

for line in sys.stdin:
    call = json.loads(line)
    try:
        answer = {'value': getattr(server, call['method'])(*call['params'])}
    except xmlrpc.client.Fault as fault:
        answer = {'fault': {'code': fault.faultCode, 'message': fault.faultString}}
    except Exception as error:
        answer = {'error': str(error)}
    print(json.dumps(answer), flush=True)
