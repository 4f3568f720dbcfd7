package io.tintin.transport.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What is called of Paho, and nothing else, so that its other defects can't come in unseen. Look
 * into the table of docs/transport.md before making a list longer.
 *
 * <ul>
 *   <li>P2: no {@code setMaximumPacketSize}, which limits the other direction.
 *   <li>P4: no {@code setTopicAliasMaximum}; incoming aliases don't work.
 *   <li>P5: of the ways to subscribe only the one without a listener.
 *   <li>P8: one {@code setQos}, whose value another test reads off the wire.
 *   <li>P12: no delays of its automatic reconnect, which is off.
 *   <li>P17: the one constructor of a client that takes a persistence and an executor.
 * </ul>
 */
class PahoCallsTest {
  private static final String PAHO = "org/eclipse/paho/";

  private final TreeSet<String> calls = new TreeSet<>();
  private int classes;

  @Test
  void onlyWhatIsKnownToWorkIsCalled() throws Exception {
    readAll();
    assertThat(classes).as("classes seen").isGreaterThan(50);
    assertThat(calls)
        .containsExactly(
            "IMqttToken.getReasonCodes()",
            "IMqttToken.getResponseProperties()",
            "MemoryPersistence.<init>()",
            "MqttAsyncClient.<init>(String, String, MqttClientPersistence, MqttPingSender, ScheduledExecutorService)",
            "MqttAsyncClient.close(boolean)",
            "MqttAsyncClient.connect(MqttConnectionOptions, Object, MqttActionListener)",
            "MqttAsyncClient.disconnect(long, Object, MqttActionListener, int, MqttProperties)",
            "MqttAsyncClient.disconnectForcibly(long, long, boolean)",
            "MqttAsyncClient.messageArrivedComplete(int, int)",
            "MqttAsyncClient.publish(String, MqttMessage, Object, MqttActionListener)",
            "MqttAsyncClient.setCallback(MqttCallback)",
            "MqttAsyncClient.setManualAcks(boolean)",
            "MqttAsyncClient.subscribe(MqttSubscription[], Object, MqttActionListener, MqttProperties)",
            "MqttAsyncClient.unsubscribe(String)",
            "MqttConnectionOptions.<init>()",
            "MqttConnectionOptions.setAutomaticReconnect(boolean)",
            "MqttConnectionOptions.setCleanStart(boolean)",
            "MqttConnectionOptions.setConnectionTimeout(int)",
            "MqttConnectionOptions.setKeepAliveInterval(int)",
            "MqttConnectionOptions.setPassword(byte[])",
            "MqttConnectionOptions.setReceiveMaximum(Integer)",
            "MqttConnectionOptions.setSessionExpiryInterval(Long)",
            "MqttConnectionOptions.setSocketFactory(SocketFactory)",
            "MqttConnectionOptions.setUserName(String)",
            "MqttDisconnectResponse.getException()",
            "MqttDisconnectResponse.getReturnCode()",
            "MqttException.getCause()",
            "MqttException.getReasonCode()",
            "MqttMessage.<init>(byte[])",
            "MqttMessage.getId()",
            "MqttMessage.getPayload()",
            "MqttMessage.getQos()",
            "MqttMessage.setProperties(MqttProperties)",
            "MqttMessage.setQos(int)",
            "MqttProperties.<init>()",
            "MqttProperties.getMaximumPacketSize()",
            "MqttProperties.getReceiveMaximum()",
            "MqttProperties.setMessageExpiryInterval(Long)",
            "MqttProperties.setSessionExpiryInterval(Long)",
            "MqttSubscription.<init>(String, int)");
  }

  private void readAll() throws IOException, URISyntaxException {
    Path root =
        Path.of(PahoConnection.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      classes++;
      new ClassReader(Files.readAllBytes(file)).accept(new Reader(), ClassReader.SKIP_DEBUG);
    }
  }

  private final class Reader extends ClassVisitor {
    Reader() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean isInterface) {
          note(owner, method, type);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              note(handle.getOwner(), handle.getName(), handle.getDesc());
            }
          }
        }
      };
    }

    /** As {@code MqttAsyncClient.close(boolean)}. */
    private void note(String owner, String method, String type) {
      if (owner.startsWith(PAHO)) {
        List<String> arguments =
            Stream.of(Type.getArgumentTypes(type)).map(t -> simple(t.getClassName())).toList();
        calls.add(simple(owner) + "." + method + "(" + String.join(", ", arguments) + ")");
      }
    }

    private String simple(String name) {
      return name.substring(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')));
    }
  }
}
