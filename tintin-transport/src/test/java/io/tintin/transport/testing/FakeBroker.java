package io.tintin.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers the first packet of each connection with the bytes of the test, and reads the next. */
public final class FakeBroker implements AutoCloseable {
  private final ServerSocket listener;
  private final byte[] answer;
  private final boolean closes;
  private final BlockingQueue<Integer> headers = new LinkedBlockingQueue<>();
  private volatile @Nullable Socket latest;

  private FakeBroker(byte[] answer, boolean closes) throws IOException {
    this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.answer = answer;
    this.closes = closes;
  }

  /** One that hangs up after its answer, or stays silent. */
  public static FakeBroker answering(byte[] answer, boolean closes) throws IOException {
    FakeBroker broker = new FakeBroker(answer, closes);
    Thread thread = new Thread(broker::serve, "fake-broker");
    thread.setDaemon(true);
    thread.start();
    return broker;
  }

  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + listener.getLocalPort());
  }

  /** The first byte of the next packet after CONNECT, or a failed test after ten seconds. */
  public int nextPacketHeader() throws InterruptedException {
    Integer header = headers.poll(10, TimeUnit.SECONDS);
    assertThat(header).as("a packet within 10 s").isNotNull();
    return header;
  }

  /** Ends the latest connection. */
  public void hangUp() throws IOException {
    Socket client = latest;
    if (client != null) {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept();
          DataInputStream in = new DataInputStream(client.getInputStream())) {
        latest = client;
        in.readByte();
        in.skipNBytes(in.readUnsignedByte()); // CONNECT of these tests is shorter than 128 bytes
        client.getOutputStream().write(answer);
        if (!closes) {
          headers.add(in.readUnsignedByte());
          in.transferTo(java.io.OutputStream.nullOutputStream());
        }
      } catch (IOException e) {
        // the end of this connection, or of the test
      }
    }
  }
}
