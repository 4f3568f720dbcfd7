package io.tintin.transport.internal.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one socket with TCP_NODELAY, without which the last small packet of a message waits for an
 * acknowledgement of those before, and keeps it, so that it can be closed under Paho's feet: Paho's
 * own way waits for its threads first, and they wait for the socket.
 */
final class NoDelaySocketFactory extends SocketFactory {
  private static final Logger LOG = LoggerFactory.getLogger(NoDelaySocketFactory.class);

  private @Nullable Socket socket;
  private boolean closed;

  @Override
  public synchronized Socket createSocket() throws IOException {
    if (closed) {
      throw new SocketException("connection closed");
    }
    Socket created = new Socket();
    created.setTcpNoDelay(true);
    socket = created;
    return created;
  }

  /** Closes the socket, and any that is still asked for. */
  synchronized void close() {
    closed = true;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.debug("closing a socket failed", e);
      }
    }
  }

  synchronized @Nullable Socket socket() {
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connectsItself();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw connectsItself();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connectsItself();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw connectsItself();
  }

  private static UnsupportedOperationException connectsItself() {
    return new UnsupportedOperationException("Paho connects the socket itself");
  }
}
