package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Started as Camel K's operator starts it, by what the manifests say. */
@Execution(ExecutionMode.CONCURRENT)
class CamelKIT {

    private static final Map<String, String> OWN = Map.of("70-own.camel.yaml", """
            - route:
                id: own
                description: One that the image does not have.
                from:
                  uri: platform-http:/own
                  steps:
                    - setBody:
                        constant: from the cluster
            """);

    @Test
    void theImageTakesAStoryThroughWithWhatIsMounted() throws Exception {
        try (AppFixture app = AppPlan.usual().in(CamelKPod.ofTheImage()).open()) {
            Request request = Request.of("in-the-image");
            app.drop(request);

            app.delivered(request);

            assertThat(whatWasWrittenBeside(app)).isEmpty();
            assertThat(app.product().stop()).isZero();
            assertThat(app.product().log().lines()).isNotEmpty().allSatisfy(line -> assertThat(
                    new ObjectMapper().readTree(line).path("message").isTextual()).as(line).isTrue());
            assertThat(app.product().log()).doesNotContain(app.service().apiKey());
        }
    }

    @Test
    void theImageTakesAStoryThroughWithRoutesFromTheCluster() throws Exception {
        Map<String, String> routes = new TreeMap<>(CamelKPod.routes());
        routes.putAll(OWN);
        CamelKPod pod = CamelKPod.ofTheImage().withClusterRoutes(routes);
        try (AppFixture app = AppPlan.usual().in(pod).open()) {
            Request request = Request.of("mounted-routes");
            app.drop(request);

            app.delivered(request);

            assertThat(app.product().get(app.product().url().resolve("/own")).body()).isEqualTo("from the cluster");
            assertThat(app.product().stop()).isZero();
        }
    }

    @Test
    void theClassPathTakesAStoryThroughWithSourcesOfTheIntegration() throws Exception {
        CamelKPod pod = CamelKPod.byClassPath().withSources(CamelKPod.routes()).withSources(OWN);
        try (AppFixture app = AppPlan.usual().in(pod).open()) {
            Request request = Request.of("from-the-cluster");
            app.drop(request);

            app.delivered(request);

            assertThat(app.product().get(app.product().url().resolve("/own")).body()).isEqualTo("from the cluster");
            assertThat(app.product().stop()).isZero();
        }
    }

    /** The root of a container is read-only: all it writes is in a volume. The log is ours, its standard output. */
    private static List<Path> whatWasWrittenBeside(AppFixture app) throws Exception {
        Path deployments = app.product().directory();
        try (Stream<Path> files = Files.list(deployments)) {
            return files.filter(file -> !Files.isSymbolicLink(file) && !file.endsWith("storyreel.log")).toList();
        }
    }
}
