package io.storyreel.template;

/**
 * What the templates of one document may still grow to: a short request can name a large template, and a large value
 * can stand in many places.
 */
final class ExpansionLimit {

    private long characters;

    private int nodes;

    /**
     * @param characters of all texts and names together
     * @param nodes JSON nodes
     */
    ExpansionLimit(long characters, int nodes) {
        this.characters = characters;
        this.nodes = nodes;
    }

    void take(long some) throws TooLarge {
        characters -= some;
        if (characters < 0) {
            throw new TooLarge();
        }
    }

    void takeNode() throws TooLarge {
        if (--nodes < 0) {
            throw new TooLarge();
        }
    }
}
