package portaria.client;

/** An option or a file is wrong. Nothing was sent. */
public final class ConfigurationException extends PortariaException {
    private static final long serialVersionUID = 1;

    private final String option;

    ConfigurationException(String option, String problem) {
        super(option + " " + problem + ".", null);
        this.option = option;
    }

    /** The name of the option. */
    public String option() {
        return option;
    }
}
