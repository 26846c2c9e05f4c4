"""How many admission requests about OSD pods a policy server answers in a second: four connections, five seconds, all accepted."""

import http.client
import json
import ssl
import sys
import threading
import time

certificate, port, networks = sys.argv[1:]
metadata = {
    "name": "osd-0",
    "namespace": "rook-ceph",
    "labels": {"app": "rook-ceph-osd"},
    "annotations": {"k8s.v1.cni.cncf.io/networks": networks},
    "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "owner", "uid": "u", "controller": True}],
}
pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"serviceAccountName": "rook-ceph-osd", "containers": []}}
kind = {"group": "", "version": "v1", "kind": "Pod"}
resource = {"group": "", "version": "v1", "resource": "pods"}
request = {"uid": "u", "kind": kind, "resource": resource, "name": "osd-0", "namespace": "rook-ceph", "operation": "CREATE"}
request |= {"userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller"}, "object": pod}
body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request})
context = ssl.create_default_context(cafile=certificate)
end = time.monotonic() + 5
counts = []


def ask():
    connection = http.client.HTTPSConnection("127.0.0.1", int(port), context=context)
    count = 0
    while time.monotonic() < end:
        connection.request("POST", "/validate/clusterwide-ceph-multus-mutating", body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        assert answer["response"]["allowed"], answer
        count += 1
    counts.append(count)


threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(counts) == len(threads), "a connection failed"
print(round(sum(counts) / 5))
