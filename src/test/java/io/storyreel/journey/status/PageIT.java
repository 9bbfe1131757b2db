package io.storyreel.journey.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.journey.fixture.Viewer;
import io.storyreel.sandbox.Chromium;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The status page as people see it, in a real browser. Skipped where there is no Chromium on the machine. */
class PageIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOKEN = "the-token-of-this-app";

    /** More than a day may cost: such a story waits, and nothing more becomes of it. */
    private static final int TOO_MANY_SCENES = 100;

    /** Of which none is ever made, so that what these cost is not learned from others. */
    private static final String UNUSED_TOOL = "Vidu";

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().serving(SimulatorOptions.quick()
            .withGenerationTime(Duration.ofSeconds(3))).with("storyreel.ui.token", TOKEN)
            .with("storyreel.credits.max-per-day", "4000").app();

    private static Chromium chromium;

    private Viewer viewer;

    @BeforeAll
    static void startTheBrowser() {
        if (Chromium.program().isPresent()) {
            chromium = Chromium.start();
        }
    }

    @AfterAll
    static void endTheBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void somebodySitsDown() {
        assumeTrue(chromium != null, "there is no chromium here, so the page is not looked at: install chromium");
        viewer = viewer(1200, ColorScheme.LIGHT);
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        if (viewer != null) {
            List<String> complaints = viewer.complaints();
            viewer.close();
            assertThat(complaints).isEmpty();
        }
    }

    private static Viewer viewer(int width, ColorScheme scheme) {
        return new Viewer(chromium.browser(), APP, TOKEN, width, scheme);
    }

    @Test
    void aStoryComesIntoTheListAndItsBarMovesToTheEndWithoutAReload() throws Exception {
        Request request = Request.of("moves").with("title", "The bar that moves");
        viewer.opensList();
        viewer.page().evaluate("window.isTheSamePage = true");

        APP.drop(request);

        Locator bar = viewer.row(request).locator("progress");
        List<Double> seen = new ArrayList<>();
        await("the way of the bar").atMost(AppFixture.PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (bar.isVisible()) {
                seen.add(((Number) bar.evaluate("bar => bar.value")).doubleValue());
            }
            return viewer.row(request).locator(".state.good").isVisible();
        });
        assertThat(seen).isSorted().filteredOn(value -> value > 0 && value < 100).isNotEmpty();
        assertThat(viewer.page().evaluate("window.isTheSamePage")).isEqualTo(true);
        assertThat(viewer.row(request).innerText()).contains("The bar that moves", "automatic", "used of");
    }

    @Test
    void aFileOfManyRequestsIsShownWithHowFarItIsAndWhatItCosts() throws Exception {
        viewer.opensList();

        APP.drop("<b>shop.csv", ("request_id,idea,title\nshop-1,A cup of tea,Tea\n"
                + "shop-2,[sim:fail] A cup of coffee,Coffee\n").getBytes(StandardCharsets.UTF_8));

        Locator file = viewer.page().locator("#sheets li", new Page.LocatorOptions().setHasText("shop.csv"));
        await("the end of the file's stories").atMost(AppFixture.PATIENCE)
                .until(() -> file.isVisible() && file.innerText().contains("1 delivered, 1 failed, 0 waiting"));
        assertThat(file.locator("h3").textContent()).isEqualTo("<b>shop.csv");
        assertThat(file.innerText()).contains("2 rows", "100 %", "credits used");
        assertThat(file.locator("progress").getAttribute("aria-label")).isEqualTo("Ended of <b>shop.csv");
        viewer.seesAllOfItsWidth();
    }

    @Test
    void whatIsWrittenIntoTitlesAndIdeasIsTextAndNothingElse() throws Exception {
        String hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&lt;b&gt; \u202Egnp.exe";
        Request title = Request.of("hostile-title", "[sim:fail]").with("title", hostile);
        Request idea = Request.of("hostile-idea").with("idea", hostile + " {{7*7}} ${jndi:x}");
        Request endless = Request.of("hostile-length").with("title", "W".repeat(2_000));
        viewer.opensList();

        for (Request request : List.of(title, idea, endless)) {
            APP.drop(request);
        }

        viewer.sees(title, "Failed");
        viewer.sees(idea, "Delivered");
        viewer.sees(endless, "Delivered");
        assertThat(viewer.row(title).locator("h3").textContent()).isEqualTo(hostile);
        assertThat(viewer.row(idea).locator("h3").textContent()).startsWith(hostile);
        viewer.seesAllOfItsWidth();
        for (Request request : List.of(title, idea, endless)) {
            viewer.opensStory(request);
            viewer.page().locator("#content").waitFor();
            viewer.seesAllOfItsWidth();
            assertThat(viewer.page().locator("main script, main iframe, h1 *").count()).isZero();
        }
    }

    @Test
    void aDeliveredVideoPlaysFromTheStoreByAnAddressThatIsGoodForAQuarterOfAnHour() throws Exception {
        Request request = Request.of("plays");
        APP.drop(request);
        APP.delivered(request);

        viewer.opensStory(request);

        assertThat(play(viewer.page())).startsWith(APP.s3().endpoint().toString()).contains("X-Amz-Expires=900");
    }

    @Test
    void aDeliveredVideoPlaysThroughStoryreelWhereTheBrowserDoesNotReachTheStore() throws Exception {
        Request request = Request.of("plays-through");
        APP.drop(request);
        APP.delivered(request);
        viewer.page().route(APP.s3().endpoint() + "/**", call -> call.abort());

        viewer.opensStory(request);

        assertThat(play(viewer.page())).endsWith("/api/stories/plays-through/video");
        assertThat(viewer.complaints()).allMatch(complaint -> complaint.contains("ERR_FAILED"));
    }

    @Test
    void aVideoThatIsAskedForWithoutAPartThatCanBeSentIsSentWhole() throws Exception {
        Request request = Request.of("whole");
        APP.drop(request);
        APP.delivered(request);
        int size = APP.result(request, "delivered").at("/video/size").asInt();
        viewer.opensList();

        assertThat(asked(viewer.page(), "")).isEqualTo("200 " + size);
        assertThat(asked(viewer.page(), "bytes=5-2")).isEqualTo("200 " + size);
        assertThat(asked(viewer.page(), "bytes=0-1,5-6")).isEqualTo("200 " + size);
        assertThat(asked(viewer.page(), "bytes=1-3")).isEqualTo("206 3");
    }

    private static String asked(Page page, String range) {
        return (String) page.evaluate("range => fetch('/api/stories/whole/video',"
                + " range ? {headers: {Range: range}} : {}).then(answer => answer.arrayBuffer().then(body =>"
                + " answer.status + ' ' + body.byteLength))", range);
    }

    @Test
    void aPageThatIsNotLookedAtLeavesItsConnectionToOthersAndCatchesUpLater() {
        Page page = viewer.page();
        page.addInitScript("window.streams = []; const Stream = EventSource;"
                + "window.EventSource = class extends Stream { constructor(of) { super(of); streams.push(this); } }");
        viewer.opensList();
        await("the stream").atMost(AppFixture.PATIENCE).until(() -> "1".equals(states(page)));

        page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
                + "document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(states(page)).isEqualTo("2");

        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
        await("another one").atMost(AppFixture.PATIENCE).until(() -> "2,1".equals(states(page)));
    }

    private static String states(Page page) {
        return (String) page.evaluate("streams.map(stream => stream.readyState).join()");
    }

    private static String play(Page page) {
        Locator video = page.locator("video");
        video.waitFor();
        await("the video to have come").atMost(AppFixture.PATIENCE)
                .until(() -> (boolean) video.evaluate("video => video.readyState > 1"));
        video.evaluate("video => { video.muted = true; return video.play(); }");
        await("the video to play").atMost(AppFixture.PATIENCE)
                .until(() -> (boolean) video.evaluate("video => video.currentTime > 0"));
        return (String) video.evaluate("video => video.currentSrc");
    }

    @Test
    void theListIsFilteredByStateAndByWordsOfTitleAndIdAndTurnedPageByPage() throws Exception {
        ArrayNode many = JSON.createArrayNode();
        for (int i = 0; i < 120; i++) {
            many.add(Request.of("many-" + i).with("title", "Numbered " + i + " of many")
                    .with("mode", "advanced").with("scene_count", TOO_MANY_SCENES)
                    .with("motion_type", UNUSED_TOOL).json());
        }
        Request failed = Request.of("filtered", "[sim:fail]").with("title", "The one that fails");
        APP.drop("many.json", JSON.writeValueAsBytes(many));
        APP.drop(failed);
        APP.failed(failed, "GENERATION_FAILED");
        viewer.opensList();
        Page page = viewer.page();

        page.locator("#chips label", new Page.LocatorOptions().setHasText("Waiting")).click();
        await("only waiting ones").atMost(AppFixture.PATIENCE).until(() -> page.locator("#stories .row").count() == 50
                && page.locator("#stories .row .state").allInnerTexts().stream()
                        .allMatch("Held by the budget"::equals));
        List<String> first = page.locator("#stories .row h3").allInnerTexts();
        page.locator("#older").click();
        page.getByText("Page 2").waitFor();
        await("the second page").atMost(AppFixture.PATIENCE).until(() -> page.locator("#stories .row h3")
                .allInnerTexts()
                .stream()
                .noneMatch(first::contains));
        page.locator("#newer").click();
        await("the first page").atMost(AppFixture.PATIENCE)
                .until(() -> page.locator("#stories .row h3").allInnerTexts().equals(first));

        page.locator("#text").fill("BERED 77 of");
        await("the one that was searched for").atMost(AppFixture.PATIENCE)
                .until(() -> page.locator("#stories .row h3").allInnerTexts().equals(List.of("Numbered 77 of many")));
        page.locator("#text").fill("many-5");
        await("those of that id").atMost(AppFixture.PATIENCE).until(() -> page.locator("#stories .row").count() == 11);
        page.locator("#text").fill("100%_");
        viewer.sees("No story fits.");
        page.locator("#text").fill("");
        page.locator("#chips label", new Page.LocatorOptions().setHasText("Failed")).click();
        viewer.sees(failed, "Failed");
        await("only failed ones").atMost(AppFixture.PATIENCE).until(() -> page.locator("#stories .row .state")
                .allInnerTexts()
                .stream().allMatch("Failed"::equals));
        assertThat(viewer.row(failed).innerText()).contains("GENERATION_FAILED", "Trying again pays again");
        page.reload();
        viewer.sees(failed, "Failed");
        assertThat(page.locator("#stories .row .state").allInnerTexts()).allMatch("Failed"::equals);
    }

    @Test
    void allOfItIsReachedByTheKeyboard() throws Exception {
        Request request = Request.of("by-keyboard").with("title", "Reached by keys");
        APP.drop(request);
        APP.delivered(request);
        viewer.opensList();
        Page page = viewer.page();
        page.locator("#text").waitFor();

        List<String> stops = new ArrayList<>();
        for (int i = 0; i < 12 && !stops.contains("story"); i++) {
            page.keyboard().press("Tab");
            stops.add((String) page.evaluate("() => { const e = document.activeElement; return e.closest('.row')"
                    + " ? 'story' : e.id || e.className || e.name || e.tagName; }"));
        }

        assertThat(stops).containsSubsequence("skip", "brand", "show", "text", "story");
        assertThat((String) page.evaluate("getComputedStyle(document.activeElement.closest('.row')).outlineStyle"))
                .as("what has the focus is to be seen").isEqualTo("solid");
        page.keyboard().press("Shift+Tab");
        page.keyboard().type("by-keyboard");
        await("the one story").atMost(AppFixture.PATIENCE).until(() -> page.locator("#stories .row").count() == 1);
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForURL("**/stories/by-keyboard");
        viewer.sees("Video in the bucket");
    }

    @ParameterizedTest
    @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
    void itFitsATelephoneAndIsReadInBothSchemes(ColorScheme scheme) throws Exception {
        Request good = Request.of("small-good-" + scheme).with("title", "A story on a telephone");
        Request bad = Request.of("small-bad-" + scheme, "[sim:fail]");
        Request held = Request.of("small-held-" + scheme).with("mode", "advanced")
                .with("scene_count", TOO_MANY_SCENES).with("motion_type", UNUSED_TOOL);
        Request reviewed = Request.of("small-review-" + scheme).with("mode", "advanced")
                .with("review", List.of("storyboard"));
        for (Request request : List.of(good, bad, held, reviewed)) {
            APP.drop(request);
        }
        APP.failed(bad, "GENERATION_FAILED");
        APP.delivered(good);
        APP.result(reviewed, "review");
        viewer.close();
        viewer = viewer(390, scheme);

        viewer.opensList();
        viewer.sees(good, "Delivered");
        viewer.sees(held, "Held by the budget");
        viewer.seesAllOfItsWidth();
        viewer.readsAll();
        for (Request request : List.of(good, bad, held, reviewed)) {
            viewer.opensStory(request);
            viewer.page().locator("#content").waitFor();
            viewer.seesAllOfItsWidth();
            viewer.readsAll();
        }
    }

    @Test
    void aStoryTellsItsWayAndShowsItsStoryboardWithPictures() throws Exception {
        Request request = Request.of("told").with("mode", "advanced").with("title", "Told").with("scene_count", 2);
        APP.drop(request);
        APP.delivered(request);

        viewer.opensStory(request);

        viewer.sees("Result handed out");
        assertThat(viewer.page().locator("#timeline li div > :first-child").allInnerTexts())
                .containsSubsequence("Taken up", "Sent to the service: storyboard", "Step done; next: elements",
                        "Sent to the service: elements", "Step done; next: scenes", "Sent to the service: scenes",
                        "Step done; next: videos", "Sent to the service: videos", "Taken by the service",
                        "Video made; fetching it", "Video in the bucket", "Result handed out");
        Locator pictures = viewer.page().locator("#board img");
        assertThat(pictures.count()).isEqualTo(5);
        pictures.last().scrollIntoViewIfNeeded();
        await("the pictures").atMost(AppFixture.PATIENCE).until(() -> (boolean) viewer.page().evaluate(
                "[...document.querySelectorAll('#board img')].every(image => image.naturalWidth > 100)"));
        assertThat(viewer.page().locator("#json").textContent()).contains("\"status\": \"delivered\"");
    }

    @Test
    void aReviewIsEditedAndResumedOnThePage() throws Exception {
        Request request = Request.of("reviewed").with("mode", "advanced").with("review", List.of("storyboard"));
        APP.drop(request);
        APP.result(request, "review");
        viewer.opensStory(request);

        assertThat(viewer.page().getByText("Approve as it is").isEnabled()).isTrue();
        viewer.page().getByLabel("Narrator").first().fill("The narrator says it in other words.");
        assertThat(viewer.page().getByText("Approve as it is").isDisabled()).isTrue();
        viewer.page().getByText("Resume with my changes").click();

        viewer.sees("Video in the bucket");
        APP.delivered(request);
        assertThat(APP.storyOf(request).screenplay().scenes()).contains("The narrator says it in other words.");
    }

    @Test
    void aFailedStoryIsTriedAgainOnlyByOneWhoHasReadWhatThatCosts() throws Exception {
        Request request = Request.of("again", "[sim:fail]");
        APP.drop(request);
        APP.failed(request, "GENERATION_FAILED");
        viewer.opensStory(request);

        viewer.page().getByText("Try again", new Page.GetByTextOptions().setExact(true)).click();
        viewer.sees("This pays again, about");
        assertThat(APP.payments(request)).isEqualTo(1);
        viewer.page().getByText("Yes, try again").click();

        assertThat(viewer.page().evaluate("document.activeElement.id")).isEqualTo("said");

        viewer.sees("Tried again by a person");
        await("the second call").atMost(AppFixture.PATIENCE).until(() -> APP.payments(request) == 2);
    }

    @Test
    void aStoryThatNobodyKnowsIsSaidToBeUnknown() {
        viewer.page().navigate(APP.product().url().resolve("/stories/never-seen").toString());

        viewer.sees("There is no story with the request_id never-seen");
        assertThat(viewer.complaints()).allMatch(complaint -> complaint.contains("404"));
    }

    @Test
    void thePageAsksWhereItIsToldOfNothing() throws Exception {
        Request request = Request.of("asked-for");
        viewer.page().route("**/api/events", call -> call.abort());
        viewer.page().navigate(APP.product().url().toString());

        APP.drop(request);

        viewer.sees(request, "Delivered");
        assertThat(viewer.complaints()).allMatch(complaint -> complaint.contains("ERR_FAILED"));
    }
}
