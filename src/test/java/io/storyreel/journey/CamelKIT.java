package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Started as Camel K's operator starts it, by what the manifests say. */
class CamelKIT {

    @Test
    void theImageTakesAStoryThroughWithWhatIsMounted() throws Exception {
        try (House house = HousePlan.usual().in(CamelKPod.ofTheImage()).open()) {
            Request request = Request.of("in-the-image");
            house.drop(request);

            house.delivered(request);

            assertThat(whatWasWrittenBeside(house)).isEmpty();
            assertThat(house.product().stop()).isZero();
            assertThat(house.product().log().lines()).isNotEmpty().allSatisfy(line -> assertThat(
                    new ObjectMapper().readTree(line).path("message").isTextual()).as(line).isTrue());
            assertThat(house.product().log()).doesNotContain(house.service().apiKey());
        }
    }

    @Test
    void theClassPathTakesAStoryThroughWithRoutesFromTheCluster() throws Exception {
        Map<String, String> own = Map.of("70-own.camel.yaml", """
                - route:
                    id: own
                    description: One that the image does not have.
                    from:
                      uri: platform-http:/own
                      steps:
                        - setBody:
                            constant: from the cluster
                """);
        CamelKPod pod = CamelKPod.byClassPath().withSources(CamelKPod.routes()).withSources(own);
        try (House house = HousePlan.usual().in(pod).open()) {
            Request request = Request.of("from-the-cluster");
            house.drop(request);

            house.delivered(request);

            assertThat(house.product().get(house.product().url().resolve("/own")).body()).isEqualTo("from the cluster");
            assertThat(house.product().stop()).isZero();
        }
    }

    /** The root of a container is read-only: all it writes is in a volume. The log is ours, its standard output. */
    private static List<Path> whatWasWrittenBeside(House house) throws Exception {
        Path deployments = house.product().directory();
        try (Stream<Path> files = Files.list(deployments)) {
            return files.filter(file -> !Files.isSymbolicLink(file) && !file.endsWith("storyreel.log")).toList();
        }
    }
}
