"""Forwards one port to another, and after so many bytes from the far side breaks every connection and takes no more. Says
when it listens, and when it breaks them."""

import socket
import sys
import threading

listen, target, left = (int(argument) for argument in sys.argv[1:])
server = socket.create_server(("127.0.0.1", listen))
print("listens", flush=True)


def pump(source, sink, counts):
    global left
    try:
        while data := source.recv(4096):
            if counts:
                left -= len(data)
                if left < 0:
                    server.close()
                    print("breaks", flush=True)
                    break
            sink.sendall(data)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


while left >= 0:
    try:
        near, _ = server.accept()
    except OSError:
        break
    far = socket.create_connection(("127.0.0.1", target))
    threading.Thread(target=pump, args=(near, far, False), daemon=True).start()
    threading.Thread(target=pump, args=(far, near, True), daemon=True).start()
