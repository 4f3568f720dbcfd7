package io.tintin.samples.motes.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.samples.motes.Carrier;
import io.tintin.samples.motes.EventTask;
import io.tintin.samples.motes.Federation;
import io.tintin.samples.motes.ForecastTask;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Int8Net;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.MotesResult;
import io.tintin.samples.motes.Recipe;
import io.tintin.samples.motes.RoundPlan;
import io.tintin.samples.motes.Settings;
import io.tintin.transport.link.LoopbackHub;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All learning is in the core: a plain loop without messages gives the bits of a federation. */
class PlainLoopTest {
  @Test
  void federationGivesTheBitsOfAPlainLoop() throws Exception {
    Settings settings = new Settings(Horizon.ONE_MINUTE, new RoundPlan(6, 1), 7);
    Study study = new Study(settings.horizon(), settings.plan());
    Recipe forecast = Recipe.forecast(settings.channels());
    Map<Mote, EventTask<Int8Net>> events = new LinkedHashMap<>();
    Map<Mote, ForecastTask<Int8Net>> forecasts = new LinkedHashMap<>();
    for (Mote mote : Mote.ALL) {
      events.put(mote, study.event(Recipe.EVENT.int8(7, mote.index())));
      forecasts.put(mote, study.forecast(forecast.int8(7, mote.index())));
    }
    Model event = study.federated(Recipe.EVENT, events, 7, (round, model) -> {});
    ModelId change = study.federated(forecast, forecasts, 7, (round, model) -> {}).id();
    try (Carrier carrier = Carrier.loopback(LoopbackHub.plain());
        Federation federation = Federation.open(settings, carrier, "motes", Mote.ALL)) {
      MotesResult result = federation.run(progress -> {}, state -> {});
      assertThat(result.steam().model()).isEqualTo(event);
      assertThat(result.forecast().model().id()).isEqualTo(change);
    }
  }
}
