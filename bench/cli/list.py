"""A provisioner's script: writes the registrations of an account to stdout as CSV.

list.py URL    URL contains the user name and the password
"""
import csv
import sys
import xmlrpc.client

server = xmlrpc.client.ServerProxy(sys.argv[1]).autoprov
writer = csv.writer(sys.stdout)
writer.writerow(["mac_id", "url", "provider_name"])
for mac, name, url, _date in server.listDevices():
    writer.writerow([mac, url, name])
