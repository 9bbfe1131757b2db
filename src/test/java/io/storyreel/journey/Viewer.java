package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

/** Somebody at a browser, signed in to the status page. What his browser complains of is remembered. */
final class Viewer implements AutoCloseable {

    private static final double PATIENCE = AppFixture.PATIENCE.toMillis();

    /** The text that contrasts least with what is behind it, WCAG 2.2, 1.4.3: its ratio, and what it says. */
    private static final String WORST_CONTRAST = """
            () => {
              const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const channels = color => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data;
              };
              const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => {
                for (let e = element; e; e = e.parentElement) {
                  const color = channels(getComputedStyle(e).backgroundColor);
                  if (color[3] === 255) return color;
                }
                return channels('white');
              };
              let worst = [99, ''];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                const element = text.parentElement;
                if (!text.textContent.trim() || !element.checkVisibility() || element.disabled) continue;
                const [one, other] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
                const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                if (ratio < worst[0]) worst = [ratio, text.textContent.trim()];
              }
              return worst;
            }""";

    private final String address;

    private final BrowserContext context;

    private final Page page;

    private final List<String> complaints = new ArrayList<>();

    /** One who sees the page this wide. */
    Viewer(Browser browser, AppFixture app, String token, int width, ColorScheme scheme) {
        this.address = app.product().url().toString();
        Browser.NewContextOptions options = new Browser.NewContextOptions().setViewportSize(width, 900)
                .setColorScheme(scheme).setLocale("en-GB").setReducedMotion(null);
        if (token != null) {
            options.setHttpCredentials("anybody", token);
        }
        context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    Page page() {
        return page;
    }

    /** Opens the page of all stories, and waits until it hears of changes. */
    Viewer opensList() {
        return opens("/");
    }

    /** The same of one story. */
    Viewer opensStory(Request request) {
        return opens("/stories/" + request.id());
    }

    private Viewer opens(String path) {
        page.navigate(address.replaceAll("/$", "") + path);
        page.locator("#live.on").waitFor();
        return this;
    }

    /** The line of a story in the list. */
    Locator row(Request request) {
        return page.locator(".row[data-id='" + request.id() + "']");
    }

    /** Waits until a story's line says so. */
    void sees(Request request, String state) {
        row(request).locator(".state", new Locator.LocatorOptions().setHasText(state)).waitFor();
    }

    /** Waits until the page says so anywhere. */
    void sees(String text) {
        page.getByText(text).first().waitFor();
    }

    /** Fails where something is cut off, or has to be scrolled to sideways. */
    void seesAllOfItsWidth() {
        assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as("%s fits into its width", page.url()).isTrue();
    }

    /** Fails where a text is hard to read. */
    void readsAll() {
        List<?> worst = (List<?>) page.evaluate(WORST_CONTRAST);
        assertThat(((Number) worst.get(0)).doubleValue()).as("contrast of '%s' at %s", worst.get(1), page.url())
                .isGreaterThanOrEqualTo(4.5);
    }

    /** What the browser has complained of, told once. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    @Override
    public void close() {
        context.close();
    }
}
