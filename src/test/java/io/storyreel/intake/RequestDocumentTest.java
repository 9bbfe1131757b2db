package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.images.ImageLocation;
import io.storyreel.images.ImageSource;
import io.storyreel.images.UnusableImage;
import io.storyreel.request.InvalidRequest;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.FormDialect;
import io.storyreel.service.dialect.JsonDialect;
import io.storyreel.service.dialect.V2Dialect;
import io.storyreel.story.StoryRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole documents through strict JSON, the real schema validator and the rules, as a route does it. */
class RequestDocumentTest {

    private static Intake intake;

    @BeforeAll
    static void start() throws Exception {
        intake = new Intake(new FormDialect());
    }

    @AfterAll
    static void stop() {
        intake.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'idea':'a'}",
        "{'idea':'\\u00a0 a \\u3000'}",
        "{'idea':'a','request_id':'A.b_c-9'}",
        "{'idea':'a','request_id':'_'}",
        "{'idea':'a','request_id':'-'}",
        "{'idea':'a','mode':'automatic'}",
        "{'idea':'a','title':'','language':'Klingon','scene_count':1}",
        "{'idea':'a','scene_count':100}",
        "{'idea':'a','scene_count':1e2}",
        "{'idea':'a','aspect_ratio':'16:9'}",
        "{'idea':'a','aspect_ratio':'4:3'}",
        "{'idea':'a','aspect_ratio':'1:1'}",
        "{'idea':'a','aspect_ratio':'3:4'}",
        "{'idea':'a','aspect_ratio':'9:16'}",
        "{'idea':'a','audio_option':{}}",
        "{'idea':'a','audio_option':{'has_bg_music':true,'has_narration':false,'native_audio':true,'narrator':'Bill'}}",
        "{'idea':'a','elements':{'objects':[{'name':null,'x':[1.5,{}]}],'anything':1e3}}",
        "{'idea':'a','image_urls':[],'image_files':[]}",
        "{'image_files':['a.png']}",
        "{'image_files':['./sub/a b.png','a..b.png','ünï.webp']}",
        "{'image_urls':['https://example.com/a.png']}",
        "{'image_urls':['HTTPS://my_bucket.example.com:8443/a.png?x=a|b#c',"
            + "'https://[2001:db8::1]/a','https://bücher.example/']}",
        "{'image_urls':['https://e.com/a'],'duration':1,'loop':1,'is_transition':false}",
        "{'image_urls':['https://e.com/a'],'duration':10,'loop':6,'is_transition':true,'motion_type':'Brand New'}",
        "{'image_urls':['https://e.com/a'],'duration':5.0,'loop':1e0}",
        "{'image_urls':['https://e.com/a'],'idea':'','description':'d','visibility_status':'2','narrator':'Rachel'}",
        "{'idea':'a','output':{'bucket':'my-bucket.eu','key':'a/{yyyy}/{MM}/{dd}/{request_id}{story_id}-{title}.mp4'}}",
        "{'idea':'a','output':{'key':'.../...mp4'}}",
        "{'idea':'a','output':{'bucket':'team-red'}}",
        "{'idea':'a','output':{'bucket':'storyreel-videos'}}",
        "{'mode':'advanced','idea':'a'}",
        "{'mode':'advanced','story_id':'66d0-AB_c.d'}",
        "{'mode':'advanced','image_files':['a.png'],'review':['storyboard','scenes']}",
        "{'mode':'advanced','idea':'a','review':[],'stages':{}}",
        "{'mode':'advanced','idea':'a','stages':{'elements':false,'scenes':{},'videos':{}}}",
        "{'mode':'advanced','idea':'a','stages':{'elements':{'option':'x',"
            + "'aspect_ratio':'1:1','storyboard':{'any':null},"
            + "'enhance_image':true,'seed':4294967295,'has_bg_music':true}}}",
        "{'mode':'advanced','idea':'a','stages':{'scenes':{'option':'x','aspect_ratio':'1:1','storyboard':{},"
            + "'enhance_image':true,'generate_elements':false,'seed':-2147483648,'narrator':'Aria',"
            + "'has_narration':true,"
            + "'has_bg_music':false}}}",
        "{'mode':'advanced','idea':'a','stages':{'videos':{'title':'t','storyboard':{},'scenes':[{'a':null}],"
            + "'is_transition':true,'motion_type':'Auto','duration':10,'loop':6,'native_audio':true}}}",
        "{'mode':'advanced','idea':'a','stages':{'videos':{'scenes':{'0':{}}}}}",
        "{'mode':'advanced','idea':'a','aspect_ratio':'1:1','duration':3,'narrator':'Lily','motion_type':'Auto'}",
        "{'request_id':'a','resume':{}}",
        "{'request_id':'a','resume':{'storyboard':{'scenes':[{'x':[null]}],'y':[null]},'scenes':[{'z':null}]}}",
        "[{'idea':'a'},{'request_id':'b','resume':{}}]"
    })
    void aGoodDocumentIsTaken(String document) throws Exception {
        assertThat(intake.problems(json(document))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Aria", "Roger", "Sarah", "Laura", "Charlie", "George", "Callum", "River", "Liam",
        "Charlotte", "Alice", "Matilda", "Will", "Jessica", "Eric", "Chris", "Brian", "Daniel", "Lily", "Bill",
                "Rachel"})
    void everyVoiceOfTheServiceCanNarrate(String voice) throws Exception {
        assertThat(intake.problems(json("{'image_urls':['https://e.com/a'],'narrator':'" + voice
                + "','audio_option':{'narrator':'" + voice + "'}}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        {'idea':'a','image_urls':['https://e.com/a'],'duration':15} | /duration: 15 is out of bounds: a whole number from 1 to 10
        {'image_urls':['https://e.com/a'],'duration':0}      | /duration: 0 is out of bounds: a whole number from 1 to 10
        {'image_urls':['https://e.com/a'],'duration':5.5}    | /duration: 5.5 is a number: needs to be a whole number from 1 to 10
        {'image_urls':['https://e.com/a'],'duration':'5'}    | /duration: "5" is text: needs to be a whole number from 1 to 10
        {'image_urls':['https://e.com/a'],'duration':null}   | /duration: null is not allowed: leave the field out, or give a whole number from 1 to 10
        {'image_urls':['https://e.com/a'],'loop':7}          | /loop: 7 is out of bounds: a whole number from 1 to 6
        {'image_urls':['https://e.com/a'],'loop':0}          | /loop: 0 is out of bounds: a whole number from 1 to 6
        {'image_urls':['https://e.com/a'],'narrator':'Bob'}  | /narrator: "Bob" is not allowed: one of Rachel, Aria
        {'image_urls':['https://e.com/a'],'is_transition':'No'} | /is_transition: "No" is text: needs to be true or false
        {'image_urls':['https://e.com/a'],'motion_type':3}   | /motion_type: 3 is a number: needs to be text
        {'idea':'a','scene_count':101}                       | /scene_count: 101 is out of bounds: a whole number from 1 to 100
        {'idea':'a','scene_count':1000000}                   | /scene_count: 1000000 is out of bounds: a whole number from 1 to 100
        {'idea':'a','scene_count':99999999999999999999999}   | /scene_count: 99999999999999999999999 is out of bounds: a whole number from 1 to 100
        {'idea':'a','scene_count':1e300}                     | /scene_count: 1E+300 is out of bounds: a whole number from 1 to 100
        {'idea':'a','scene_count':-1e300}                    | /scene_count: -1.0E300 is out of bounds: a whole number of at least 1
        {'idea':'a','scene_count':1e400}                     | /scene_count: line 1, column 27: 1e400 is beyond the range of a number
        {'mode':'advanced','idea':'a','scene_count':101}     | /scene_count: 101 is out of bounds
        {'image_files':['a'],'duration':99999999999999999999999} | /duration: 99999999999999999999999 is out of bounds: a whole number from 1 to 10
        {'image_files':['a'],'loop':1e300}                   | /loop: 1.0E300 is out of bounds: a whole number from 1 to 6
        {'mode':'advanced','idea':'a','stages':{'elements':{'seed':99999999999999999999999}}} | /stages/elements/seed: 99999999999999999999999 is out of bounds: a whole number from -2147483648 to 4294967295
        {'mode':'advanced','idea':'a','stages':{'scenes':{'seed':-1e300}}} | /stages/scenes/seed: -1.0E300 is out of bounds
        {'mode':'advanced','idea':'a','stages':{'scenes':{'seed':1e400}}} | /stages/scenes/seed: line 1, column
        {'mode':'advanced','idea':'a','stages':{'videos':{'duration':99999999999999999999999}}} | /stages/videos/duration: 99999999999999999999999 is out of bounds: a whole number from 1 to 10
        {'mode':'advanced','idea':'a','stages':{'videos':{'loop':1e300}}} | /stages/videos/loop: 1.0E300 is out of bounds: a whole number from 1 to 6
        {'idea':'a','scene_count':0}                         | /scene_count: 0 is out of bounds: a whole number of at least 1
        {'idea':'a','scene_count':true}                      | /scene_count: true is true or false: needs to be a whole number
        {'idea':'a','aspect_ratio':'2:1'}                    | /aspect_ratio: "2:1" is not allowed: one of 16:9, 4:3, 1:1, 3:4, 9:16
        {'idea':'a','audio_option':'{}'}                     | /audio_option: "{}" is text: needs to be an object
        {'idea':'a','audio_option':{'has_music':true}}       | /audio_option/has_music: unknown field: did you mean "has_bg_music"?
        {'idea':'a','audio_option':{'has_bg_music':1}}       | /audio_option/has_bg_music: 1 is a number: needs to be true or false
        {'idea':'a','audio_option':{'x':1}}                  | /audio_option/x: unknown field: only has_bg_music, has_narration, native_audio, narrator can stand here
        {'idea':'a','elements':[]}                           | /elements: this is a list: needs to be an object
        {'idea':null}                                        | /idea: null is not allowed: leave the field out, or give text
        {'idea':'a','ideaa':'b'}                             | /ideaa: unknown field: did you mean "idea"?
        {'idea':'a','sceneCount':2}                          | /sceneCount: unknown field: did you mean "scene_count"?
        {'idea':'a','apsect_ratio':'1:1'}                    | /apsect_ratio: unknown field: did you mean "aspect_ratio"?
        {'idea':'a','webhook_url':'https://x'}               | /webhook_url: unknown field: leave it out
        {'idea':'a','a~/b':1}                                | /a~0~1b: unknown field
        {'idea':'a','mode':'manual'}                         | /mode: "manual" is not allowed: one of automatic, advanced
        {'idea':'a','request_id':''}                         | /request_id: "" is not allowed: 1 to 128 letters
        {'idea':'a','request_id':'.a'}                       | /request_id: ".a" is not allowed: 1 to 128 letters
        {'idea':'a','request_id':'a\\n'}                     | /request_id: "a\\n" is not allowed: 1 to 128 letters
        {'idea':'a','request_id':'a b'}                      | /request_id: "a b" is not allowed
        {'idea':'a','request_id':'ü'}                        | /request_id: "ü" is not allowed
        {'idea':'a','request_id':7}                          | /request_id: 7 is a number: needs to be 1 to 128 letters
        {}                                                   | /idea: is missing: /story/idea-2-video needs an idea
        {'idea':''}                                          | /idea: "" says nothing: give an idea, or images
        {'idea':' \\t\\u00a0\\u2003\\u3000\\u200b\\ufeff'}   | /idea: "
        {'idea':'','image_urls':[]}                          | /idea: "" says nothing
        {'idea':'a','duration':5}                            | /duration: /story/idea-2-video does not have this field in the dialect form
        {'idea':'a','description':'d'}                       | /description: /story/idea-2-video does not have this field in the dialect form
        {'image_files':['a'],'scene_count':2}                | /scene_count: /story/images-2-video does not have this field in the dialect form
        {'image_files':['a'],'elements':{}}                  | /elements: /story/images-2-video does not have this field in the dialect form
        {'idea':'a','image_tool':'x'}                        | /image_tool: /story/idea-2-video does not have this field in the dialect form
        {'idea':'a','scene_duration':5}                      | /scene_duration: /story/idea-2-video does not have this field in the dialect form
        {'idea':'a','scene_duration':6}                      | /scene_duration: 6 is not allowed: one of 5, 10
        {'url':'https://e.com'}                              | /url: the dialect form has no call /story/url-2-video
        {'idea':'a','story_id':'s'}                          | /story_id: only with "mode": "advanced"
        {'idea':'a','stages':{}}                             | /stages: only with "mode": "advanced"
        {'idea':'a','review':['scenes']}                     | /review: only with "mode": "advanced"
        {'mode':'advanced','idea':'a','review':['videos']}   | /review/0: "videos" is not allowed: one of storyboard, scenes
        {'mode':'advanced','idea':'a','review':'scenes'}     | /review: "scenes" is text: needs to be a list
        {'mode':'advanced','idea':'a','description':'d'}     | /description: the calls of the advanced mode do not have this field in the dialect form
        {'mode':'advanced','story_id':'a/b'}                 | /story_id: "a/b" is not allowed: a story's id
        {'mode':'advanced','story_id':'..'}                  | /story_id: ".." is not allowed: a story's id
        {'mode':'advanced','story_id':''}                    | /story_id: "" is not allowed: a story's id
        {'mode':'advanced','idea':'a','stages':{'elements':true}} | /stages/elements: true is not allowed: an object with the fields of the elements call, or false to skip it
        {'mode':'advanced','idea':'a','stages':{'elements':null}} | /stages/elements: null is not allowed
        {'mode':'advanced','idea':'a','stages':{'scenes':false}}  | /stages/scenes: false is true or false: needs to be an object
        {'mode':'advanced','idea':'a','stages':{'video':{}}} | /stages/video: unknown field: did you mean "videos"?
        {'mode':'advanced','idea':'a','stages':{'scenes':{'seed':'4669'}}} | /stages/scenes/seed: "4669" is text: needs to be a whole number
        {'mode':'advanced','idea':'a','stages':{'videos':{'duration':11}}} | /stages/videos/duration: 11 is out of bounds: a whole number from 1 to 10
        {'mode':'advanced','idea':'a','stages':{'videos':{'storyboard':'{}'}}} | /stages/videos/storyboard: "{}" is text: needs to be an object
        {'mode':'advanced','idea':'a','stages':{'videos':{'scenes':'[]'}}} | /stages/videos/scenes: "[]" is text: needs to be a list or an object
        {'mode':'advanced','idea':'a','stages':{'scenes':{'audio_option':{}}}} | /stages/scenes/audio_option: /story/{story_id}/scenes does not have this field in the dialect form
        {'idea':'a','output':{'bucket':'No'}}                | /output/bucket: "No" is not allowed: a bucket's name
        {'idea':'a','output':{'bucket':'a..b'}}              | /output/bucket: "a..b" is not allowed: a bucket's name
        {'idea':'a','output':{'key':''}}                     | /output/key: "" is not allowed: text that is not empty
        {'idea':'a','output':{'key':'/a.mp4'}}               | /output/key: "/a.mp4" must neither begin nor end with a slash
        {'idea':'a','output':{'key':'a/../b.mp4'}}           | /output/key: "a/../b.mp4" must not have . or .. between its slashes
        {'idea':'a','output':{'key':'a/./b.mp4'}}            | /output/key: "a/./b.mp4" must not have . or ..
        {'idea':'a','output':{'key':'a//b.mp4'}}             | /output/key: "a//b.mp4" must not have two slashes
        {'idea':'a','output':{'key':'a.mov'}}                | /output/key: "a.mov" has to end in .mp4
        {'idea':'a','output':{'key':'a.MP4'}}                | /output/key: "a.MP4" has to end in .mp4
        {'idea':'a','output':{'bucket':'elsewhere'}}         | /output/bucket: "elsewhere" is a bucket that requests may not name: only storyreel.s3.bucket and those in storyreel.s3.allowed-buckets
        {'idea':'a','output':{'key':'{hh}.mp4'}}             | /output/key: "{hh}.mp4" has an unknown variable {hh}
        {'idea':'a','output':{'key':'{yyyy.mp4'}}            | /output/key: "{yyyy.mp4" has a brace without its other half
        {'idea':'a','output':{'key':'a\\nb.mp4'}}            | /output/key: "a\\u000ab.mp4" has control characters in it
        {'idea':'a','output':{'kez':'a'}}                    | /output/kez: unknown field: did you mean "key"?
        {'image_urls':'https://e.com/a'}                     | /image_urls: "https://e.com/a" is text: needs to be a list
        {'image_urls':['https://e.com/a',3]}                 | /image_urls/1: 3 is a number: needs to be text
        {'image_urls':['http://e.com/a']}                    | /image_urls/0: "http://e.com/a" is not an https address
        {'image_urls':['a.png']}                             | /image_urls/0: "a.png" is not an https address
        {'image_urls':['https:///a']}                        | /image_urls/0: "https:///a" has no usable host name
        {'image_urls':['https://u:p@e.com/a']}               | /image_urls/0: "https://u:p@e.com/a" carries a user name
        {'image_urls':['https://e.com/a b']}                 | /image_urls/0: "https://e.com/a b" has blanks
        {'image_urls':['https://e.com\\\\@f.com/']}          | /image_urls/0: "https://e.com\\@f.com/" has blanks, control characters or backslashes
        {'image_urls':['https://e.com:99999/']}              | /image_urls/0: "https://e.com:99999/" has a port outside
        {'image_files':['/etc/passwd']}                      | /image_files/0: "/etc/passwd" has to be relative
        {'image_files':['a.png','b/../../c']}                | /image_files/1: "b/../../c" must not leave
        {'image_files':['..\\\\c']}                          | /image_files/0: "..\\c" has to be relative
        {'image_files':['C:x.png']}                          | /image_files/0: "C:x.png" has to be relative
        {'image_files':['~/a.png']}                          | /image_files/0: "~/a.png" has to be relative
        {'image_files':['a\\u0000.png']}                     | /image_files/0: "a\\u0000.png" is not a file name
        {'image_files':['s3://bucket/a.png']}                | /image_files/0: "s3://bucket/a.png" an object of a store can be named in requests from queues only
        {'image_files':['https://e.com/a']}                  | /image_files/0: "https://e.com/a" is an address
        {'request_id':'a','resume':null}                     | /resume: null is not allowed: leave the field out, or give an object
        {'request_id':'a','resume':{'scenes':{}}}            | /resume/scenes: this is an object: needs to be a list
        {'request_id':'a','resume':{'storyboard':null}}      | /resume/storyboard: null is not allowed
        {'request_id':'a','resume':{'storyboard':{'characters':[]}}} | /resume/storyboard/scenes: is missing
        {'request_id':'a','resume':{'storyboard':{'scenes':[]}}} | /resume/storyboard/scenes: is empty
        {'request_id':'a','resume':{'storyboard':{'scenes':[{}],'objects':5}}} | /resume/storyboard/objects: must be a list of objects
        {'request_id':'a','resume':{'scenes':[1]}}           | /resume/scenes/0: must be an object
        {'request_id':'a','resume':{},'idea':'b'}            | /idea: unknown field: only $schema, request_id, resume can stand here
        {'resume':{}}                                        | /request_id: is missing: give 1 to 128 letters
        []                                                   | an empty list is not allowed: a list with at least one item
        7                                                    | the document is a single value
        'text'                                               | the document is a single value
        null                                                 | the document is a single value
        [null]                                               | /0: null is not allowed
        [[]]                                                 | /0: this is a list: needs to be an object
        """)
    void aBadFieldIsNamedWithItsBound(String document, String problem) throws Exception {
        assertThat(intake.problems(json(document))).singleElement().asString().startsWith(problem);
    }

    @Test
    void aRequestIdHasAtMost128Characters() throws Exception {
        assertThat(intake.problems("{\"idea\":\"a\",\"request_id\":\"" + "x".repeat(128) + "\"}")).isEmpty();
        assertThat(intake.problems("{\"idea\":\"a\",\"request_id\":\"" + "x".repeat(129) + "\"}")).singleElement()
                .asString().startsWith("/request_id: \"" + "x".repeat(63) + "\u2026 is not allowed");
    }

    @Test
    void anObjectKeyHasAtMost1023BytesNotCharactersForTheSidecarHasOneMore() throws Exception {
        assertThat(intake.problems(json("{'idea':'a','output':{'key':'" + "k".repeat(1019) + ".mp4'}}"))).isEmpty();
        assertThat(intake.problems(json("{'idea':'a','output':{'key':'" + "k".repeat(1020) + ".mp4'}}"))).isNotEmpty();
        assertThat(intake.problems(json("{'idea':'a','output':{'key':'" + "ü".repeat(510) + ".mp4'}}"))).singleElement()
                .asString().endsWith("is longer than 1023 bytes");
    }

    @Test
    void anObjectKeyIsMeasuredWithItsVariables() throws Exception {
        String key = "k".repeat(1023 - 4 - 128) + "{request_id}.mp4";
        assertThat(intake.problems(json("{'idea':'a','request_id':'" + "r".repeat(128) + "','output':{'key':'" + key
                + "'}}"))).isEmpty();
        assertThat(intake.problems(json("{'idea':'a','request_id':'" + "r".repeat(128) + "','output':{'key':'k" + key
                + "'}}"))).singleElement().asString().endsWith("is longer than 1023 bytes with its variables: 1024");
        assertThat(intake.problems(json("{'idea':'a','title':'" + "京".repeat(80) + "','output':{'key':'"
                + "k".repeat(900) + "{title}.mp4'}}"))).singleElement().asString().endsWith("variables: 1144");
        assertThat(intake.problems(json("{'idea':'a','output':{'key':'" + "k".repeat(1023 - 4 - 255)
                + "{story_id}.mp4'}}"))).isEmpty();
        assertThat(intake.problems(json("{'idea':'a','output':{'key':'" + "k".repeat(1023 - 3 - 255)
                + "{story_id}.mp4'}}"))).singleElement().asString().endsWith("variables: 1024");
    }

    @Test
    void theTemplateOfTheSettingsIsMeasuredWithTheRequestsValuesToo() throws Exception {
        String template = "k".repeat(1023 - 4 - 100) + "{request_id}.mp4";
        try (Intake longKeys = new Intake(new FormDialect(), "storyreel.s3.key-template", template)) {
            assertThat(longKeys.problems("{\"idea\":\"a\",\"request_id\":\"" + "r".repeat(100) + "\"}")).isEmpty();
            assertThat(longKeys.problems("{\"idea\":\"a\",\"request_id\":\"" + "r".repeat(101) + "\"}"))
                    .singleElement().asString().startsWith("/output/key: is missing, and storyreel.s3.key-template")
                    .contains("1024; give a key");
        }
    }

    @Test
    void aBadBatchNamesEachBadFieldOfEachItemByItsPointer() throws Exception {
        assertThat(intake.problems(json("[{'idea':'a'},{'idea':''},{'idea':'b','ratio':1,'scene_count':0},"
                + "{'image_urls':['https://e.com/a','http://e.com/b'],'duration':11}]")))
                .extracting(problem -> problem.replaceFirst(": .*", ""))
                .containsExactlyInAnyOrder("/1/idea", "/2/ratio", "/2/scene_count", "/3/duration", "/3/image_urls/1");
    }

    @Test
    void aLongListOfProblemsIsCutInTheMessageOnly() {
        String batch = "[" + "{'idea':''},".repeat(24) + "{'idea':''}]";

        assertThatThrownBy(() -> intake.take(json(batch))).isInstanceOfSatisfying(InvalidRequest.class, e -> {
            assertThat(e.problems()).hasSize(25);
            assertThat(e).hasMessageContaining("/19/idea: ").hasMessageEndingWith("; and 5 more");
            assertThat(e.getStackTrace()).isEmpty();
        });
    }

    @Test
    void aWholeNumberIsHandedOnAsSuchHoweverItWasWritten() throws Exception {
        StoryRequest taken = intake.take(json("{'image_files':['a'],'duration':5.0,'loop':1e0}")).get(0);
        StoryRequest stage = intake.take(json("{'mode':'advanced','idea':'a','scene_count':1e1,"
                + "'stages':{'scenes':{'seed':90.0}},'elements':{'kept':5.0}}")).get(0);

        assertThat(taken.request()).hasToString(json("{'image_files':['a'],'duration':5,'loop':1}"));
        assertThat(stage.request()).hasToString(json("{'mode':'advanced','idea':'a','scene_count':10,"
                + "'stages':{'scenes':{'seed':90}},'elements':{'kept':5.0}}"));
    }

    @Test
    void idsAreTheUsersOrDerivedAndAResumeNamesItsStory() throws Exception {
        List<StoryRequest> taken = intake.take(json("[{'idea':'a'},{'idea':'a','request_id':'mine'},"
                + "{'request_id':'other','resume':{}}]"));

        assertThat(taken).extracting(StoryRequest::requestId)
                .containsExactly("sha256-" + taken.get(0).contentSha256().substring(0, 32), "mine", "other");
        assertThat(taken).extracting(StoryRequest::isResume).containsExactly(false, false, true);
        assertThat(taken.get(1).contentSha256()).isEqualTo(taken.get(0).contentSha256());
    }

    @Test
    void imagesThatAreNotThereRejectTheDocumentTogetherWithOtherProblems() {
        ImageSource none = name -> {
            throw new UnusableImage("\"" + name + "\" is gone");
        };

        assertThatThrownBy(() -> intake.take(json("[{'image_files':['a','b']},{'idea':''},{'idea':'c'}]").getBytes(),
                ImageLocation.INBOX, none)).isInstanceOf(InvalidRequest.class)
                .hasMessage("/0/image_files/0: \"a\" is gone; /0/image_files/1: \"b\" is gone; "
                        + "/1/idea: \"\" says nothing: give an idea, or images");
    }

    @Test
    void aStoreThatIsOutOfReachIsNotTheRequestsFault() {
        assertThatThrownBy(() -> intake.take(json("{'image_files':['s3://images/a']}").getBytes(), ImageLocation.BUCKET,
                name -> {
                    throw new IOException("connection refused");
                })).isInstanceOf(IOException.class).hasMessage("connection refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a.png                 | has to be s3://bucket/key here
        s3://b                | has to be s3://bucket/key here
        s3://images/          | has to be s3://bucket/key here
        S3://images/a         | has to be s3://bucket/key here
        s3://secrets/a        | is in a bucket that requests may not name: only storyreel.s3.bucket and those in storyreel.s3.allowed-buckets
        s3://images2/a        | is in a bucket that requests may not name
        s3://team/a           | is in a bucket that requests may not name
        """)
    void aQueueKnowsNoFolder(String name, String problem) {
        assertThatThrownBy(() -> intake.take(json("{'image_files':['" + name + "']}").getBytes(), ImageLocation.BUCKET,
                opened -> null)).isInstanceOf(InvalidRequest.class).hasMessageContaining(problem);
    }

    @Test
    void aDialectWithOtherFieldsDecidesByItsOwn() throws Exception {
        try (Intake v2 = new Intake(new V2Dialect())) {
            assertThat(v2.problems(json("{'url':'http://example.com/page','scene_duration':10,'image_tool':'x'}")))
                    .isEmpty();
            assertThat(v2.problems(json("{'idea':'a','language':'German'}"))).isEmpty();
            assertThat(v2.problems(json("{'url':'ftp://example.com'}"))).singleElement().asString()
                    .isEqualTo("/url: \"ftp://example.com\" is not an https or http address");
            assertThat(v2.problems(json("{'idea':'a','language':'Klingon'}"))).singleElement().asString()
                    .isEqualTo("/language: \"Klingon\" is not a language of the dialect v2: one of Arabic, Chinese, "
                            + "English, French, German, Hindi, Japanese, Korean, Spanish, Turkish");
            assertThat(v2.problems(json("{'image_files':['a.png']}"))).singleElement().asString()
                    .isEqualTo("/image_files: /v2/story/images-2-video does not have this field in the dialect v2: "
                            + "leave it out, or set storyreel.api.dialect to form, which has it");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "form | {'idea':'a','video_tool':'Vidu'} | /video_tool: /story/idea-2-video does not have this field in the "
            + "dialect form: leave it out, or set storyreel.api.dialect to json or v2, which have it",
        "form | {'url':'https://e.com'} | /url: the dialect form has no call /story/url-2-video: ask in another way, "
            + "or set storyreel.api.dialect to json or v2, which have it",
        "form | {'mode':'advanced','idea':'a','stages':{'scenes':{'audio_option':{}}}} | /stages/scenes/audio_option: "
            + "/story/{story_id}/scenes does not have this field in the dialect form: leave it out, or set "
            + "storyreel.api.dialect to json or v2, which have it",
        "json | {'image_urls':['https://e.com/a.png'],'motion_type':'Auto'} | /motion_type: /story/images-2-video does "
            + "not have this field in the dialect json: leave it out, or set storyreel.api.dialect to form, which has "
            + "it",
        "json | {'mode':'advanced','idea':'a','scene_duration':5} | /scene_duration: the calls of the advanced mode do "
            + "not have this field in the dialect json: leave it out (the calls that have it, by dialect: json: "
            + "/story/idea-2-video, /story/images-2-video, /story/url-2-video; v2: /v2/story/idea-2-video, "
            + "/v2/story/images-2-video, /v2/story/url-2-video)",
        "json | {'idea':'a','duration':5} | /duration: /story/idea-2-video does not have this field in the dialect "
            + "json: leave it out (the calls that have it, by dialect: form: /story/images-2-video, "
            + "/story/{story_id}/videos; json: /story/{story_id}/videos; v2: /v2/story/{story_id}/videos)",
        "json | {'mode':'advanced','idea':'a','stages':{'videos':{'scenes':[]}}} | /stages/videos/scenes: "
            + "/story/{story_id}/videos does not have this field in the dialect json: leave it out, or set "
            + "storyreel.api.dialect to form, which has it",
        "json | {'mode':'advanced','image_urls':['https://e.com/a.png']} | /idea: is missing: /story needs an idea in "
            + "the dialect json; give one",
        "json | {'url':'https://e.com','image_urls':['https://e.com/a.png']} | /url: /story/images-2-video does not "
            + "have this field in the dialect json: leave it out",
        "v2 | {'mode':'advanced','story_id':'s','idea':' '} | /idea: ` ` says nothing: give an idea",
        "v2 | {'mode':'advanced','idea':'a','image_files':['a.png']} | /image_files: the calls of the advanced mode do "
            + "not have this field in the dialect v2: leave it out, or set storyreel.api.dialect to form or json, "
            + "which have it"})
    void aFieldThatTheDialectsCallDoesNotHaveIsToldWithTheDialectsThatHaveIt(String dialect, String request,
            String problem) throws Exception {
        try (Intake intake = new Intake(named(dialect))) {
            assertThat(intake.problems(json(request))).containsExactly(problem.replace('`', '"'));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "v2"})
    void thePresentServiceTakesItsToolsWhateverTheirNamesAndTenLanguages(String dialect) throws Exception {
        try (Intake intake = new Intake(named(dialect))) {
            for (String image : List.of("AutoI", "Seedream", "FluxTurbo", "NanoBanana", "QwenImage", "of tomorrow")) {
                assertThat(intake.problems(json("{'idea':'a','image_tool':'" + image + "'}"))).isEmpty();
            }
            for (String video : List.of("Auto", "KlingAI", "Seedance", "Pixverse", "VeoFast", "Vidu", "AutoT1",
                    "PVideo", "VeoLite", "one of tomorrow")) {
                assertThat(intake.problems(json("{'url':'https://e.com','video_tool':'" + video + "'}"))).isEmpty();
            }
            for (String language : List.of("Arabic", "Chinese", "English", "French", "German", "Hindi", "Japanese",
                    "Korean", "Spanish", "Turkish")) {
                assertThat(intake.problems(json("{'idea':'a','language':'" + language + "'}"))).isEmpty();
            }
        }
    }

    private static Dialect named(String dialect) {
        return switch (dialect) {
            case "form" -> new FormDialect();
            case "json" -> new JsonDialect();
            default -> new V2Dialect();
        };
    }

    @Test
    void noSchemaIsFetchedFromAnywhere() throws Exception {
        List<URI> asked = new ArrayList<>();
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                // asked for is all we want to know
            }
        });
        try (Intake fresh = new Intake(new FormDialect())) {
            assertThat(fresh.problems("{\"idea\":\"a\",\"x\":1}")).hasSize(1);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).isEmpty();
    }

    /** Lets the tables above stay readable: they write ' for ". */
    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
