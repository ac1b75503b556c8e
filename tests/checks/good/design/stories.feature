# language: en
Feature: Tidewatch

  @R1 @P1 @must
  Scenario: The windows of one day
    Given a table with 4 tides
    When I ask for the windows of a draught of 6 m
    Then I see 2 windows

  @R2 @P1 @must
  Scenario: A row that cannot be read
    Given a table whose line 3 is broken
    When I ask for the windows
    Then I see "line 3"
    And the command ends with 1

  @R3 @P1 @should
  Scenario: How it was computed
    Given a table with 4 tides
    When I ask with --explain
    Then each window is followed by its figures
