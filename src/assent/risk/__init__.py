"""Risk: the tier we set by questionnaire, the law's classes it points to, and when a system is reviewed again."""
