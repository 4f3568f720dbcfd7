package io.tintin.transport.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy that can cut a link, swallow what passes, and restore it. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final URI target;
  private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;
  private volatile boolean swallowing;

  public TcpProxy(URI target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + listener.getLocalPort());
  }

  /** Closes every connection, and every new one, until {@link #restore}. */
  public void cut() {
    refusing = true;
    closePipes();
  }

  /** Closes every connection; new ones pass. */
  public void cutOnce() {
    closePipes();
  }

  /** Connections stay open and nothing arrives any more: a half-open link. */
  public void blackHole() {
    swallowing = true;
    pipes.forEach(pipe -> pipe.swallowing = true);
  }

  /** New connections pass again; swallowed ones stay dead. */
  public void restore() {
    refusing = false;
    swallowing = false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closePipes();
  }

  private void closePipes() {
    pipes.forEach(Pipe::close);
    pipes.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Pipe pipe = new Pipe(client, new Socket(target.getHost(), target.getPort()));
        pipe.swallowing = swallowing;
        pipes.add(pipe);
        pipe.start();
        if (refusing) {
          pipe.close();
        }
      } catch (IOException e) {
        // the target is down: the client's connection breaks, as it should
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Pipe {
    private final Socket client;
    private final Socket server;
    private volatile boolean swallowing;

    Pipe(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void start() {
      daemon(() -> copy(client, server));
      daemon(() -> copy(server, client));
    }

    private void copy(Socket from, Socket to) {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (!swallowing) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // the end of this connection
      }
      close();
    }

    void close() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // closed enough
      }
    }
  }
}
