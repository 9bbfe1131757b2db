package io.storyreel.ledger.claim;

import java.util.Optional;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;

/** Claims one story and no other, whether it is due or not: where a test is not about what is due. */
public final class SingleClaim {

    private SingleClaim() {
    }

    /** The story under a claim of this process; empty where somebody else has it. */
    public static Optional<Story> of(DueStories claims, String requestId) {
        return claims.claim("request_id = :only", Sql.with("only", requestId), 1).stream().findFirst();
    }
}
