package io.storyreel.sandbox.screenshots;

import java.nio.file.Path;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.storyreel.sandbox.Chromium;

/** Makes the pictures of the status page that README and docs show: {@code ./sandbox screenshots [FOLDER]}. */
public final class Screenshots {

    /** Looks, a tenth of a second apart. */
    private static final int PATIENCE = 100;

    private Screenshots() {
    }

    /** Writes {@code page-light.png} and {@code page-dark.png} into the folder, or into {@code docs/images}. */
    public static void main(String... args) throws Exception {
        Path folder = Path.of(args.length == 0 ? "docs/images" : args[0]);
        try (Demonstration demonstration = new Demonstration(Demonstration.folder());
                Chromium chromium = Chromium.start()) {
            demonstration.begin();
            shoot(chromium.browser(), demonstration.url(), ColorScheme.LIGHT, folder.resolve("page-light.png"));
            shoot(chromium.browser(), demonstration.url() + "/stories/" + Demonstration.SHOWN, ColorScheme.DARK,
                    folder.resolve("page-dark.png"));
        }
        System.exit(0);
    }

    private static boolean isLoaded(Page page) {
        return (boolean) page.evaluate("[...document.querySelectorAll('video')].every(video => video.readyState > 1)"
                + " && [...document.images].every(image => image.complete)");
    }

    private static void shoot(Browser browser, String url, ColorScheme scheme, Path file) {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1200, 900)
                .setColorScheme(scheme).setLocale("en-GB").setTimezoneId("UTC"))) {
            Page page = context.newPage();
            page.navigate(url);
            page.locator("#live.on").waitFor();
            // The page's own policy forbids to wait by a function that is evaluated in it.
            for (int tries = 0; tries < PATIENCE && !isLoaded(page); tries++) {
                page.waitForTimeout(100);
            }
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
        }
    }
}
