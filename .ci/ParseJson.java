import java.io.File;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Fails at the first of the named files that is not one JSON document, read strictly. */
class ParseJson {

    public static void main(String... files) throws Exception {
        ObjectMapper strict = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        for (String file : files) {
            strict.readTree(new File(file));
            System.out.println(file);
        }
    }
}
