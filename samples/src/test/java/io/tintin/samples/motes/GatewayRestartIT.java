package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.store.FileSlotStore;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that is stopped in mid-run and opened anew costs no bit. */
class GatewayRestartIT {
  private static final Settings SETTINGS = new Settings(Horizon.TWO_MINUTES, RoundPlan.DEFAULT, 1);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"single-1, 14", "single-4, 40", "multi-1, 30"})
  void gatewayStoppedInMidRunGoesOnFromItsSlot(String name, int round) throws Exception {
    Mote mote = Mote.ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    List<Mote> others = new ArrayList<>(Mote.ALL);
    others.remove(mote);
    CountDownLatch reached = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Carrier carrier = Carrier.loopback(LoopbackHub.plain());
        Federation federation = Federation.open(SETTINGS, carrier, "motes", others)) {
      Future<MotesResult> result =
          threads.submit(
              () ->
                  federation.run(
                      event -> {
                        if (event instanceof FederatedEvent.RoundOpened opened
                            && opened.round() == round) {
                          reached.countDown();
                        }
                      },
                      state -> {}));
      CountDownLatch ended = new CountDownLatch(1);
      Future<?> first =
          threads.submit(
              () -> {
                try {
                  return run(mote, carrier);
                } finally {
                  ended.countDown();
                }
              });
      assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
      first.cancel(true);
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue(); // then the store is free again
      run(mote, carrier);
      assertThat(result.get(60, TimeUnit.SECONDS).globalModelId().sha256())
          .isEqualTo(MotesFederationIT.HASH);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until the run is over, or the thread is interrupted. */
  private Void run(Mote mote, Carrier carrier) throws Exception {
    try (MessageLink link = carrier.link(mote.name());
        Gateway gateway = new Gateway(mote, SETTINGS, FileSlotStore.open(folder), link, "motes")) {
      gateway.run();
      return null;
    }
  }
}
