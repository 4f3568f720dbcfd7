package io.tintin.sensors;

import static io.tintin.sensors.Fixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tintin.sensors.feature.Features;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.window.Window;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stalled consumers, many threads, and the cost of a sample. */
@Timeout(60)
class PipelineOverloadTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final AtomicLong frames = new AtomicLong();

  private PipelineBuilder minutes() {
    return Pipeline.builder(Fixtures.clock())
        .channel(Fixtures.TEMPERATURE)
        .features(Features.mean(), Features.slopePerMinute())
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .listener(frame -> frames.incrementAndGet());
  }

  @Test
  void stalledConsumerDropsTheOldest() {
    Pipeline pipeline = minutes().queue(100, Overload.DROP_OLDEST).build();
    for (int i = 0; i < 1_000_000; i++) {
      pipeline.offer(0, i * 5 * SECOND, 2_000 + (i & 7), 0);
    }
    PipelineStats stats = pipeline.stats();
    assertThat(stats.offered()).isEqualTo(1_000_000);
    assertThat(stats.queued()).isEqualTo(100);
    assertThat(stats.dropped()).isEqualTo(999_900);
    pipeline.flush();
    assertThat(pipeline.stats().delivered()).isEqualTo(100);
    assertThat(pipeline.stats().isConserved()).isTrue();
  }

  @Test
  void stalledConsumerPausesTheSource() {
    Pipeline pipeline = minutes().queue(100, Overload.PAUSE_SOURCE).build();
    for (int i = 0; i < 1_000; i++) {
      Offer expected = i < 100 ? Offer.ACCEPTED : Offer.PAUSED;
      assertThat(pipeline.offer(0, i * 5 * SECOND, 2_000, 0)).isEqualTo(expected);
    }
    PipelineStats stats = pipeline.stats();
    assertThat(stats.offered()).isEqualTo(100);
    assertThat(stats.paused()).isEqualTo(900);
    assertThat(stats.dropped()).isZero();
    pipeline.drain();
    assertThat(pipeline.offer(0, 500 * SECOND, 2_000, 0)).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void fullQueueOfUnripeSamplesLetsTheFirstGo() {
    Pipeline pipeline =
        minutes().queue(4, Overload.PAUSE_SOURCE).lateness(Duration.ofHours(1)).build();
    for (int i = 0; i < 100; i++) {
      assertThat(pipeline.offer(0, i * 5 * SECOND, 2_000, 0)).isEqualTo(Offer.ACCEPTED);
      pipeline.drain();
    }
    assertThat(pipeline.stats().delivered()).isEqualTo(97);
  }

  @Test
  void manyThreadsOfferWhileOneDrainsAndTheListenerStalls() throws Exception {
    int threads = 4;
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(threads);
    AtomicLong taken = new AtomicLong();
    Pipeline pipeline = minutes().queue(64, Overload.DROP_OLDEST).build();
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  pipeline.offer(0, i * 5 * SECOND, 2_000 + (i & 3), 0);
                  taken.incrementAndGet();
                }
                done.countDown();
              })
          .start();
    }
    while (done.getCount() > 0) {
      pipeline.drain();
      assertThat(pipeline.stats().isConserved()).isTrue();
    }
    pipeline.flush();
    assertThat(pipeline.stats().isConserved()).isTrue();
    assertThat(pipeline.stats().offered()).isEqualTo(taken.get()).isEqualTo(threads * each);
  }

  @Test
  void statsAndOffersDoNotWaitForTheListener() throws Exception {
    CountDownLatch isIn = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    Pipeline pipeline =
        minutes()
            .listener(
                frame -> {
                  isIn.countDown();
                  try {
                    mayLeave.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    pipeline.offer(0, 0, 1, 0);
    pipeline.offer(0, 5 * SECOND, 1, 0);
    Thread drainer = new Thread(pipeline::flush);
    drainer.start();
    isIn.await();
    assertThat(pipeline.offer(0, 15 * SECOND, 2, 0)).isEqualTo(Offer.ACCEPTED);
    assertThat(pipeline.stats().queued()).isEqualTo(1);
    mayLeave.countDown();
    drainer.join();
  }

  @Test
  void sampleAllocatesNothingAndAFrameLittle() {
    Pipeline pipeline = minutes().build();
    int warmUp = 200_000;
    int measured = 120_000;
    run(pipeline, 0, warmUp);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    long framesBefore = frames.get();
    run(pipeline, warmUp, measured);
    long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    long made = frames.get() - framesBefore;
    assertThat(made).isEqualTo(measured / 12);
    // 120 bytes and 5 for each of two features, twice that while the frame is made.
    assertThat(bytes / made).isLessThanOrEqualTo(2 * (120 + 2 * 5));
  }

  @Test
  void sampleThatClosesNoWindowAllocatesNothing() {
    Pipeline pipeline = minutes().window(Window.tumbling(Duration.ofDays(1))).build();
    run(pipeline, 1, 8_000);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    run(pipeline, 8_001, 8_000);
    long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(frames.get()).isZero();
    assertThat(bytes).isLessThan(1_000); // what the measurement itself needs
  }

  private static void run(Pipeline pipeline, int from, int count) {
    for (int i = from; i < from + count; i++) {
      pipeline.offer(0, i * 5 * SECOND, 2_000 + (i * 7 & 31), 0);
      pipeline.drain();
    }
  }
}
