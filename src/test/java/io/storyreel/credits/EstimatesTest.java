package io.storyreel.credits;

import static org.assertj.core.api.Assertions.assertThat;

import io.storyreel.ledger.TestLedger;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'idea':'a'} | 150",
        "{'idea':'a','scene_count':5} | 250",
        "{'idea':'a','scene_count':2,'scene_duration':10,'video_tool':'Vidu'} | 200",
        "{'idea':'a','scene_count':2,'video_tool':'VeoLite'} | 50",
        "{'idea':'a','video_tool':'AutoT1'} | 75",
        "{'idea':'a','video_tool':'PVideo','audio_option':{'native_audio':true}} | 150",
        "{'idea':'a','video_tool':'one of tomorrow'} | 150",
        "{'idea':'a','audio_option':{'native_audio':false}} | 150",
        "{'url':'https://e.com','scene_count':1} | 50",
        "{'image_urls':['a','b','c','d']} | 200",
        "{'image_files':['a','b'],'image_urls':['a','b','c']} | 100",
        "{'image_urls':['a'],'motion_type':'PVideo','duration':10,'loop':6} | 300",
        "{'image_urls':['a'],'loop':2} | 100",
        "{'mode':'advanced','idea':'a','scene_count':2} | 100",
        "{'mode':'advanced','idea':'a','scene_count':2,'duration':3,'loop':2} | 120",
        "{'mode':'advanced','idea':'a','duration':3,'stages':{'videos':{'duration':4,'motion_type':'VeoLite'}}} | 60",
        "{'mode':'advanced','idea':'a','stages':{'videos':{'native_audio':true}}} | 300",
        "{'mode':'advanced','idea':'a','stages':{'scenes':{'audio_option':{'native_audio':true}}}} | 300",
        "{'mode':'advanced','idea':'a','image_urls':['a'],'scene_count':9} | 50",
        "{'mode':'advanced','idea':'a','stages':{'elements':{'storyboard':{'scenes':[{},{},{},{}]}}}} | 200",
        "{'mode':'advanced','idea':'a','stages':{'elements':false,'scenes':{'storyboard':{'scenes':[{},{}]}}}} | 100",
        "{'mode':'advanced','scene_count':1,'stages':{'scenes':{'storyboard':{'scenes':[{}]}},"
                + "'videos':{'storyboard':{'scenes':[{},{},{}]},'scenes':[{},{}]}}} | 150",
        "{'mode':'advanced','scene_count':1,'stages':{'videos':{'scenes':[{},{},{},{},{}],'storyboard':{}}}} | 250"})
    void itIsRateTimesScenesTimesSecondsTwiceWithNativeAudio(String request, int credits) {
        assertThat(new Estimates(new CreditRates(TestSettings.with())).of(TestLedger.json(request.replace('\'', '"'))))
                .isEqualByComparingTo(String.valueOf(credits));
    }

    @Test
    void eachRateIsASettingAndAutosHoldsForWhatHasNone() {
        CreditRates rates = new CreditRates(TestSettings.with("storyreel.credits.rates.\"Vidu\"", "7.5",
                "storyreel.credits.rates.Auto", "12", "storyreel.credits.rates.\"Tool of Tomorrow\"", "1"));

        assertThat(rates.of("Vidu")).isEqualByComparingTo("7.5");
        assertThat(rates.of("vidu")).isEqualByComparingTo("7.5");
        assertThat(rates.of("Tool of Tomorrow")).isEqualByComparingTo("1");
        assertThat(rates.of("KlingAI")).isEqualByComparingTo("12");
        assertThat(rates.of("VeoLite")).isEqualByComparingTo("5");
    }
}
