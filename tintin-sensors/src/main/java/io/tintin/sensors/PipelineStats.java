package io.tintin.sensors;

/**
 * Counters of a {@link Pipeline} at one moment.
 *
 * @param offered samples that were taken or refused for good
 * @param delivered samples handed to the windows
 * @param dropped samples that overload pushed out, and those too far ahead to be believed
 * @param late samples whose windows were closed, or whose place in the order of a full queue had
 *     passed
 * @param duplicate samples that were in the queue already, or had just left it
 * @param queued samples that wait
 * @param future those of the dropped that were too far ahead
 * @param paused offers that were put off; they are not among the offered
 * @param range delivered samples outside their channel's range
 * @param gap delivered samples that came after a pause too long
 * @param stuck delivered samples equal to too many before them
 * @param missing delivered samples without a value
 * @param malformed delivered samples that were not numbers
 * @param evicted samples forgotten while a window or feature still reached back to them
 * @param frames frames handed to the listener
 * @param emptyWindows windows without a usable sample, which make no frame
 */
public record PipelineStats(
    long offered,
    long delivered,
    long dropped,
    long late,
    long duplicate,
    int queued,
    long future,
    long paused,
    long range,
    long gap,
    long stuck,
    long missing,
    long malformed,
    long evicted,
    long frames,
    long emptyWindows) {

  /** True, always: no sample is lost without being counted. */
  public boolean isConserved() {
    return offered == delivered + dropped + late + duplicate + queued;
  }
}
