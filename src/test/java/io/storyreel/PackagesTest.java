package io.storyreel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Who may know whom, as each package's package-info says it. */
class PackagesTest {

    private static final String ROOT = "io.storyreel.";

    private static final List<String> STAGES = List.of("intake", "submit", "track", "deliver", "report");

    /** A package that is larger is two. */
    private static final int MOST_CLASSES = 25;

    /** What everybody works with goes without saying. */
    private static final Set<String> OF_ALL = Set.of("exchange", "fault", "journal", "settings", "story", "text");

    /** The sentence in which a package-info says whom its package knows. */
    private static final Pattern KNOWS = Pattern.compile("Knows ([^.;]+(?:\\.[a-z][^.;]*)*)[.;]");

    private static final Pattern NAMED = Pattern.compile("\\{@code ([a-z0-9.]+)}");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void noPackagesKnowEachOtherInACircle() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noStageKnowsAnother() {
        for (String stage : STAGES) {
            noClasses().that().resideInAPackage(ROOT + stage + "..").should().dependOnClassesThat()
                    .resideInAnyPackage(STAGES.stream().filter(other -> !other.equals(stage))
                            .map(other -> ROOT + other + "..").toArray(String[]::new)).check(CLASSES);
        }
    }

    @Test
    void noPackageBelowTheStagesKnowsOne() {
        // The start runs everything, the status and its page tell of everything, a batch is taken up by the intake,
        // and a JMS reply address is a recipient.
        noClasses().that().resideOutsideOfPackages(Stream.concat(STAGES.stream(), Stream.of("startup", "status",
                "page", "terminal", "batch", "messaging")).map(room -> ROOT + room + "..").toArray(String[]::new))
                .should().dependOnClassesThat()
                .resideInAnyPackage(STAGES.stream().map(stage -> ROOT + stage + "..").toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void sqlIsInTheLedgerAlone() {
        noClasses().that().resideOutsideOfPackage(ROOT + "ledger..").should().dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.h2..",
                        "org.postgresql..", "org.flywaydb..").check(CLASSES);
    }

    @Test
    void httpCallsAreMadeByTheServiceAndTheDownloadAlone() {
        // The proxies are those of both, and configure the client; the terminal asks a Storyreel that runs here. An
        // image as a part of a form is no call.
        noClasses().that().resideOutsideOfPackages(ROOT + "service..", ROOT + "download..", ROOT + "proxy..",
                ROOT + "terminal..").should().dependOnClassesThat().resideInAnyPackage("java.net.http..",
                        "org.apache.hc.client5.http.impl..", "org.apache.hc.client5.http.classic..").orShould()
                .dependOnClassesThat().haveFullyQualifiedName("java.net.HttpURLConnection").check(CLASSES);
    }

    @Test
    void openTelemetryIsKnownToTheTracesAlone() {
        noClasses().that().resideOutsideOfPackage(ROOT + "trace..").should().dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..").check(CLASSES);
    }

    @Test
    void theJournalAloneWritesTheLog() {
        noClasses().that().resideOutsideOfPackage(ROOT + "journal..").should().dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.Logger").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("org.jboss.logging.Logger").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.util.logging.Logger").orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger").check(CLASSES);
    }

    @Test
    void noPackageHasMoreClassesThanAnybodyCanOversee() {
        Map<String, Long> sizes = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                sizes.merge(type.getPackageName(), 1L, Long::sum);
            }
        }

        assertThat(sizes).isNotEmpty().allSatisfy((name, size) -> assertThat(size).as(name)
                .isLessThanOrEqualTo(MOST_CLASSES));
    }

    @Test
    void noPackageOfTheSandboxOrTheJourneysHasMoreClassesThanAnybodyCanOversee() throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        for (String root : List.of("src/sandbox/java", "src/test/java/io/storyreel/journey")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                        .forEach(file -> sizes.merge(file.getParent(), 1L, Long::sum));
            }
        }

        assertThat(sizes).isNotEmpty().allSatisfy((folder, size) -> assertThat(size).as("%s", folder)
                .isLessThanOrEqualTo(MOST_CLASSES));
    }

    @Test
    void eachPackageSaysWhatItPromises() throws IOException {
        List<Path> folders;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            folders = files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent).distinct().toList();
        }

        assertThat(folders).isNotEmpty().allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                .exists());
    }

    @Test
    void eachPackageKnowsThoseItSaysAndNoOther() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> others = known.computeIfAbsent(room(type), room -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream().map(dependency -> dependency.getTargetClass())
                    .filter(other -> other.getPackageName().startsWith(ROOT)).map(PackagesTest::room)
                    .filter(other -> !other.equals(room(type)) && !OF_ALL.contains(other)).forEach(others::add);
        }

        for (Map.Entry<String, Set<String>> room : known.entrySet()) {
            String words = Files.readString(Path.of("src/main/java/io/storyreel", room.getKey().replace('.', '/'),
                    "package-info.java")).replaceAll("\\s+\\*\\s+", " ");
            Set<String> said = new TreeSet<>();
            Matcher knows = KNOWS.matcher(words);
            if (knows.find()) {
                NAMED.matcher(knows.group(1)).results().forEach(found -> said.add(found.group(1)));
                said.removeAll(OF_ALL);
            }
            if (!words.contains("May know everything") && !said.equals(room.getValue())) {
                wrong.add(room.getKey() + " says " + said + " and knows " + room.getValue());
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
