package muniment;

import java.nio.file.Path;

/** One validator. Each has a class loader of its own, for the validators carry different versions of the same parts. */
public interface Checker {
    /**
     * What the validator says of a file.
     *
     * @param file where it is, for validators that must open it themselves
     * @param data its bytes
     * @param name what to call it in reports
     * @param options what else the validator needs to know
     * @return its reports, none of which holds a NUL character
     */
    String[] check(Path file, byte[] data, String name, String[] options) throws Exception;
}
