package io.tintin.transport.internal.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one socket with TCP_NODELAY, without which the last small packet of a message waits for an
 * acknowledgement of those before, and alone decides when it closes. Paho closes too late where its
 * threads wait for the socket, and too early after its good-bye, which a busy broker may then find
 * behind the end of the connection.
 */
final class PahoSocketFactory extends SocketFactory {
  private static final Logger LOG = LoggerFactory.getLogger(PahoSocketFactory.class);

  private @Nullable KeptSocket socket;
  private boolean closed;

  @Override
  public synchronized Socket createSocket() throws IOException {
    if (closed) {
      throw new SocketException("connection closed");
    }
    KeptSocket created = new KeptSocket();
    created.setTcpNoDelay(true);
    socket = created;
    return created;
  }

  /** Closes the socket, and any that is still asked for. */
  synchronized void close() {
    closed = true;
    if (socket != null) {
      try {
        socket.hangUp();
      } catch (IOException e) {
        LOG.debug("closing a socket failed", e);
      }
    }
  }

  /**
   * Waits until the other side closes the connection, which it may have done already; what comes
   * before is dropped.
   *
   * @param timeout a read of Paho that goes on may add a second to it
   * @return whether it closed it
   */
  boolean awaitHangUp(Duration timeout) {
    Socket waiting = socket();
    if (waiting == null) {
      return true;
    }
    byte[] dropped = new byte[4096];
    long end = System.nanoTime() + timeout.toNanos();
    try {
      long left;
      while ((left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) > 0) {
        waiting.setSoTimeout(Math.toIntExact(Math.min(left, Integer.MAX_VALUE)));
        if (waiting.getInputStream().read(dropped) < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      LOG.debug("the connection broke while it was left", e);
      return true;
    }
    return false;
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

  /** Stays open when Paho closes it. */
  private static final class KeptSocket extends Socket {
    @Override
    public void close() {}

    @Override
    public void shutdownInput() {}

    void hangUp() throws IOException {
      super.close();
    }
  }
}
